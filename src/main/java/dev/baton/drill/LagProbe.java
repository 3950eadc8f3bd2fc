package dev.baton.drill;

import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.drill.DrillReport.Sample;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import dev.baton.state.MarkTail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again at what would be lost if the source died at that moment: records that it has and the target is not
 * known to have, and since when the oldest of them has been waiting. A mirror marks its progress once a second, so this is an
 * upper bound.
 */
final class LagProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagProbe.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    /** A look that takes long must not slow down what is measured beside it. */
    private static final int PAUSE_PER_LOOK = 4;

    private final DrillSite site;
    private final Thread thread = new Thread(this::watch, "baton-drill-lag");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch looked = new CountDownLatch(1);
    private final List<Look> looks = new ArrayList<>();

    LagProbe(DrillSite site) {
        this.site = site;
        thread.setDaemon(true);
    }

    /** Records of a partition that wait, at most; the time of the oldest one. */
    record Waiting(long records, Instant since) {}

    /**
     * One look.
     *
     * @param marked partitions that somebody marks progress of
     * @param waiting those of them where something waits
     */
    record Look(Instant at, Set<TopicPartition> marked, Map<TopicPartition, Waiting> waiting) {

        /** What it comes to for some partitions; unknown where nobody marks one of them. Pure. */
        Sample of(Set<TopicPartition> partitions) {
            if (partitions.isEmpty() || !marked.containsAll(partitions)) {
                return new Sample(at, null, null);
            }
            long records = 0;
            long seconds = 0;
            for (Map.Entry<TopicPartition, Waiting> wait : waiting.entrySet()) {
                if (partitions.contains(wait.getKey())) {
                    records += wait.getValue().records();
                    long waited = Duration.between(wait.getValue().since(), at).toSeconds();
                    seconds = Math.max(seconds, waited);
                }
            }
            return new Sample(at, records, seconds);
        }
    }

    /** Begins, and waits for the first look: it is the one before the disaster. */
    LagProbe start() {
        thread.start();
        try {
            boolean unused = looked.await(site.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    /** All looks so far, as they are for some partitions of the source. */
    List<Sample> samples(Set<TopicPartition> partitions) {
        synchronized (looks) {
            return looks.stream().map(look -> look.of(partitions)).toList();
        }
    }

    private void watch() {
        try {
            if (site.target()
                    .topics()
                    .find(InternalTopics.snapshot(site.flow().config().from()))
                    .isPresent()) {
                follow();
            }
        } catch (BatonException e) {
            // what cannot be looked at is unknown in the report
            LOG.debug("the lag cannot be watched", e);
        } finally {
            looked.countDown();
        }
    }

    private void follow() {
        try (MarkTail marks =
                        new MarkTail(site.flow().target(), site.flow().config().from());
                RecordReader reader = site.source().records().open(Isolation.COMMITTED)) {
            long pause = 0;
            while (!stop.await(pause, TimeUnit.MILLISECONDS)) {
                long begun = System.nanoTime();
                look(marks, reader);
                looked.countDown();
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                pause = Math.max(EVERY.toMillis(), took * PAUSE_PER_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A look that fails is left out: the plot has a gap there. */
    private void look(MarkTail marks, RecordReader reader) {
        try {
            Map<TopicPartition, Long> covered = marks.covered(site.timeout());
            Map<TopicPartition, Long> ends = new PartitionMap<>();
            Map<TopicPartition, Outcome<Long>> stable = site.source().offsets().stable(covered.keySet());
            stable.forEach((partition, outcome) -> {
                if (outcome instanceof Outcome.Known<Long> known) {
                    ends.put(partition, known.value());
                }
            });
            Map<TopicPartition, Long> open = new PartitionMap<>(covered);
            open.entrySet().removeIf(from -> ends.getOrDefault(from.getKey(), 0L) <= from.getValue());
            Map<TopicPartition, KafkaRecord> first = reader.first(open);
            Map<TopicPartition, Waiting> waiting = new PartitionMap<>();
            first.forEach((partition, record) -> waiting.put(
                    partition,
                    new Waiting(
                            ends.getOrDefault(partition, 0L) - record.offset(),
                            Instant.ofEpochMilli(record.timestamp()))));
            synchronized (looks) {
                looks.add(new Look(site.clock().instant(), new HashSet<>(ends.keySet()), waiting));
            }
        } catch (BatonException e) {
            LOG.debug("a look at the lag failed", e);
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(site.timeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
