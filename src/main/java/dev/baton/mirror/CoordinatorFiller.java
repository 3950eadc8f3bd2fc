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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Fills gaps with the markers of empty transactions, one offset a partition and transaction: some hundred a second and
 * shard, those of several shards at the same time. Used where the right to write markers directly is missing. Thread-safe.
 *
 * <p>Such markers are not compare-and-set, hence: one filler a partition, fenced by the epoch of its shard's transactional id;
 * one transaction of it under way; before each the log is known to end where it should, replicated; never more than are
 * missing. EndTxn's first answer is early, so that the end is read after the second (measured). A coordinator that dies can
 * still write a marker twice, later: the partition then goes on with a run in its offset map.
 */
final class CoordinatorFiller implements AutoCloseable {
    static final int WORKERS = 8;

    private final Worker[] workers = new Worker[WORKERS];
    /** Which worker has a transactional id: in turn, so that none has two before each has one. */
    private final Map<String, Worker> assigned = new HashMap<>();

    /**
     * Connects to nothing yet.
     *
     * @param lease held when a marker is sent
     * @param fatal told of what ends one of its threads
     */
    CoordinatorFiller(ClusterConfig target, Lease lease, Consumer<Throwable> fatal) {
        for (int i = 0; i < WORKERS; i++) {
            workers[i] = new Worker(target, lease, fatal, "baton-fill-" + i);
        }
    }

    /** Markers that are to be written. */
    private static final class Job {
        private final Markers.Coordinated way;
        private final PartitionRef partition;
        private final long goal;
        private final boolean settled;
        private final BiConsumer<TargetLog.@Nullable Ends, @Nullable BatonException> done;
        private long end;
        private boolean begun;

        private Job(
                Markers.Coordinated way,
                PartitionRef partition,
                long end,
                boolean settled,
                long count,
                BiConsumer<TargetLog.@Nullable Ends, @Nullable BatonException> done) {
            this.way = way;
            this.partition = partition;
            this.end = end;
            this.settled = settled;
            this.goal = end + count;
            this.done = done;
        }
    }

    /**
     * Writes markers.
     *
     * @param end where the log ends now
     * @param settled whether that is known, and all of it replicated, so lately that it is not asked for again
     * @param done told where it ends then, or why that is not known; on another thread
     */
    void fill(
            Markers.Coordinated way,
            PartitionRef partition,
            long end,
            boolean settled,
            long count,
            BiConsumer<TargetLog.@Nullable Ends, @Nullable BatonException> done) {
        workerOf(way.transactionalId()).add(new Job(way, partition, end, settled, count, done));
    }

    private synchronized Worker workerOf(String transactionalId) {
        return assigned.computeIfAbsent(transactionalId, id -> workers[assigned.size() % WORKERS]);
    }

    /** Begins no more markers for that partition. */
    void cancel(PartitionRef partition) {
        for (Worker worker : workers) {
            worker.cancel(partition);
        }
    }

    /** Whether a marker for that partition may be under way. */
    boolean isFilling(PartitionRef partition) {
        for (Worker worker : workers) {
            if (worker.isFilling(partition)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            worker.end();
        }
    }

    private interface Question<T> {
        T ask(LogControl control, PartitionRef partition, Leader leader);
    }

    /** One connection to the coordinators, and the jobs of some shards. */
    private static final class Worker implements Runnable {
        private final ClusterConfig target;
        private final Lease lease;
        private final Consumer<Throwable> fatal;
        private final String name;
        /** In the order in which they came: each shard has its turn. */
        private final Map<PartitionRef, Job> jobs = new LinkedHashMap<>();

        /** Of partitions of which it has read the end. */
        private final Map<PartitionRef, Leader> leaders = new HashMap<>();

        private List<Job> underWay = List.of();
        private @Nullable Thread thread;
        private boolean ended;

        private Worker(ClusterConfig target, Lease lease, Consumer<Throwable> fatal, String name) {
            this.target = target;
            this.lease = lease;
            this.fatal = fatal;
            this.name = name;
        }

        private synchronized void add(Job job) {
            jobs.put(job.partition, job);
            if (thread == null) {
                thread = new Thread(this, name);
                thread.setDaemon(true);
                thread.setUncaughtExceptionHandler((ended, why) -> fatal.accept(why));
                thread.start();
            }
            notifyAll();
        }

        private synchronized void cancel(PartitionRef partition) {
            jobs.remove(partition);
        }

        private synchronized boolean isFilling(PartitionRef partition) {
            return underWay.stream().anyMatch(job -> job.partition.equals(partition));
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        @Override
        public void run() {
            try (LogControl control = new LogControl(target, "baton-mirror-fill")) {
                List<Job> turn = take();
                while (!turn.isEmpty()) {
                    round(control, turn);
                    turn = take();
                }
            }
        }

        /** All jobs of one transactional id, which share a transaction; none at the end. */
        private synchronized List<Job> take() {
            underWay = List.of();
            while (jobs.isEmpty() && !ended) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    ended = true;
                }
            }
            if (!ended) {
                Markers.Coordinated next = jobs.values().iterator().next().way;
                underWay = jobs.values().stream().filter(job -> job.way == next).toList();
            }
            return underWay;
        }

        private void round(LogControl control, List<Job> turn) {
            List<Job> ready = new ArrayList<>();
            try {
                for (Job job : turn) {
                    if (job.begun || isAsExpected(control, job)) {
                        job.begun = true;
                        ready.add(job);
                    }
                }
                requireLease();
                Markers.Coordinated way = turn.get(0).way;
                control.fence(
                        way.transactionalId(),
                        way.identity(),
                        ready.stream()
                                .map(job -> job.partition.topicPartition())
                                .toList());
                for (Job job : ready) {
                    note(job, endsAfterMarker(control, job));
                }
            } catch (BatonException e) {
                fail(turn, e);
            } catch (RuntimeException e) {
                fail(turn, new BatonException(FailureKind.INCOMPLETE, "unexpected: " + e, null, e));
            }
        }

        private void fail(List<Job> turn, BatonException failure) {
            turn.get(0).way.spend();
            turn.forEach(job -> finish(job, null, failure));
        }

        private boolean isAsExpected(LogControl control, Job job) {
            if (job.settled) {
                return true;
            }
            TargetLog.Ends ends = settledEnds(control, job);
            if (ends.end() != job.end) {
                finish(job, ends, null);
            }
            return ends.end() == job.end;
        }

        // a log that has not grown is shorter than it was: more markers would lie where records are missing
        private void note(Job job, TargetLog.Ends ends) {
            boolean grown = ends.end() > job.end;
            job.end = ends.end();
            if (!grown || job.end >= job.goal) {
                finish(job, ends, null);
            }
        }

        // a job that was cancelled meanwhile has nobody who waits for it
        private void finish(Job job, TargetLog.@Nullable Ends ends, @Nullable BatonException failure) {
            boolean wanted;
            synchronized (this) {
                wanted = jobs.remove(job.partition, job);
            }
            if (wanted) {
                job.done.accept(ends, failure);
            }
        }

        private void requireLease() {
            if (!lease.isValid()) {
                throw new BatonException(
                        FailureKind.UNREACHABLE, "the group's coordinator does not confirm this mirror");
            }
        }

        // a transaction is complete when all replicas in sync have its markers (KafkaApis appends them with acks=all):
        // where the
        // awaited one is the last in the log, all is replicated. A broker that leads no more, and does not know, has it
        // not
        private TargetLog.Ends endsAfterMarker(LogControl control, Job job) {
            long end = atLeader(control, job, LogControl::unsettledEnd);
            if (end == job.end + 1) {
                return new TargetLog.Ends(end, end);
            }
            leaders.remove(job.partition);
            return settledEnds(control, job);
        }

        private TargetLog.Ends settledEnds(LogControl control, Job job) {
            return atLeader(control, job, LogControl::settledEnds);
        }

        // who led last time most likely still does
        private <T> T atLeader(LogControl control, Job job, Question<T> question) {
            Leader known = leaders.get(job.partition);
            if (known != null) {
                try {
                    return question.ask(control, job.partition, known);
                } catch (BatonException e) {
                    leaders.remove(job.partition);
                }
            }
            Leader leader = leader(control, job.partition);
            T answer = question.ask(control, job.partition, leader);
            leaders.put(job.partition, leader);
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
}
