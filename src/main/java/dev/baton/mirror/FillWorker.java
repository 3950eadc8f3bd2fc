package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Leader;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.TargetLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One thread, with connections of its own, that writes the markers of some shards: an empty transaction a marker, which all
 * partitions of a shard that wait for one share.
 */
final class FillWorker implements Runnable {
    private final ClusterConfig target;
    private final Lease lease;
    private final Consumer<Throwable> fatal;
    private final String name;
    /** In the order in which they came: each shard has its turn. */
    private final Map<PartitionRef, FillJob> jobs = new LinkedHashMap<>();

    /** Of partitions of which it has read the end. */
    private final Map<PartitionRef, Leader> leaders = new HashMap<>();

    private List<FillJob> underWay = List.of();
    private @Nullable Thread thread;
    private boolean ended;

    private interface Question<T> {
        T ask(LogControl control, PartitionRef partition, Leader leader);
    }

    FillWorker(ClusterConfig target, Lease lease, Consumer<Throwable> fatal, String name) {
        this.target = target;
        this.lease = lease;
        this.fatal = fatal;
        this.name = name;
    }

    synchronized void add(FillJob job) {
        jobs.put(job.partition(), job);
        if (thread == null) {
            thread = new Thread(this, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((ended, why) -> fatal.accept(why));
            thread.start();
        }
        notifyAll();
    }

    synchronized void cancel(PartitionRef partition) {
        jobs.remove(partition);
    }

    synchronized boolean isFilling(PartitionRef partition) {
        return underWay.stream().anyMatch(job -> job.partition().equals(partition));
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public void run() {
        try (LogControl control = new LogControl(target, "baton-mirror-fill")) {
            List<FillJob> turn = take();
            while (!turn.isEmpty()) {
                round(control, turn);
                turn = take();
            }
        }
    }

    /** All jobs of one transactional id, which share a transaction; none at the end. */
    private synchronized List<FillJob> take() {
        underWay = List.of();
        while (jobs.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                ended = true;
            }
        }
        if (!ended) {
            Markers.Coordinated next = jobs.values().iterator().next().way();
            underWay = jobs.values().stream().filter(job -> job.way() == next).toList();
        }
        return underWay;
    }

    private void round(LogControl control, List<FillJob> turn) {
        List<FillJob> ready = new ArrayList<>();
        try {
            for (FillJob job : turn) {
                if (job.isEndKnown() || isAsExpected(control, job)) {
                    ready.add(job);
                }
            }
            lease.require();
            Markers.Coordinated way = turn.get(0).way();
            control.transactions()
                    .fence(
                            way.transactionalId(),
                            way.identity(),
                            ready.stream()
                                    .map(job -> job.partition().topicPartition())
                                    .toList());
            for (FillJob job : ready) {
                TargetLog.Ends ends = endsAfterMarker(control, job);
                if (job.isDone(ends.end())) {
                    finish(job, ends, null);
                }
            }
        } catch (BatonException e) {
            fail(turn, e);
        } catch (RuntimeException e) {
            fail(turn, new BatonException(FailureKind.INCOMPLETE, "unexpected: " + e, null, e));
        }
    }

    private void fail(List<FillJob> turn, BatonException failure) {
        turn.get(0).way().spend();
        turn.forEach(job -> finish(job, null, failure));
    }

    private boolean isAsExpected(LogControl control, FillJob job) {
        TargetLog.Ends ends = settledEnds(control, job);
        if (ends.end() != job.end()) {
            finish(job, ends, null);
        }
        return ends.end() == job.end();
    }

    // a job that was cancelled meanwhile has nobody who waits for it
    private void finish(FillJob job, TargetLog.@Nullable Ends ends, @Nullable BatonException failure) {
        boolean wanted;
        synchronized (this) {
            wanted = jobs.remove(job.partition(), job);
        }
        if (wanted) {
            job.tell(ends, failure);
        }
    }

    /**
     * A transaction is complete when all replicas in sync have its markers (KafkaApis appends them with acks=all): where the
     * awaited one is the last in the log, all is replicated. A broker that leads no more, and does not know, has it not.
     */
    private TargetLog.Ends endsAfterMarker(LogControl control, FillJob job) {
        long end = atLeader(control, job, LogControl::unsettledEnd);
        if (end == job.end() + 1) {
            return new TargetLog.Ends(end, end);
        }
        leaders.remove(job.partition());
        return settledEnds(control, job);
    }

    private TargetLog.Ends settledEnds(LogControl control, FillJob job) {
        return atLeader(control, job, LogControl::settledEnds);
    }

    // who led last time most likely still does
    private <T> T atLeader(LogControl control, FillJob job, Question<T> question) {
        Leader known = leaders.get(job.partition());
        if (known != null) {
            try {
                return question.ask(control, job.partition(), known);
            } catch (BatonException e) {
                leaders.remove(job.partition());
            }
        }
        Leader leader = leader(control, job.partition());
        T answer = question.ask(control, job.partition(), leader);
        leaders.put(job.partition(), leader);
        return answer;
    }

    private static Leader leader(LogControl control, PartitionRef partition) {
        TopicPartition asked = partition.topicPartition();
        Leader leader = control.layout(List.of(asked.topic())).leaders().get(asked);
        if (leader == null) {
            throw new BatonException(FailureKind.UNREACHABLE, partition + " has no leader on the target now");
        }
        return leader;
    }
}
