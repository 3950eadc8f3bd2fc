package dev.baton.translate;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the source for the times of commits, once a partition for all groups. A topic that may not be read costs its own times
 * alone, a source that does not answer those of the partitions that were not asked for yet.
 */
final class AnchorTimes {
    private static final int LOOKED_THROUGH = 200_000;

    private final Supplier<Source> source;
    private final Map<TopicPartition, Outcome<Map<String, Long>>> times = new PartitionMap<>();

    AnchorTimes(Supplier<Source> source) {
        this.source = source;
    }

    /** A connection to the source. */
    interface Source extends AutoCloseable {
        TimedLog log(TopicPartition partition);

        @Override
        void close();
    }

    /** @param logs of the source, as far as they are known */
    static AnchorTimes over(Cluster source, Map<TopicPartition, LogRange> logs) {
        return new AnchorTimes(() -> new Read(source.records().open(Isolation.COMMITTED), logs));
    }

    /**
     * The least time of what each group left unconsumed, by group, or why a partition's are not known. Groups before whose
     * commit there is no record are left out.
     *
     * @param commits by partition and group
     */
    Map<TopicPartition, Outcome<Map<String, Long>>> of(Map<TopicPartition, Map<String, Long>> commits) {
        NavigableSet<TopicPartition> open = new TreeSet<>(ByPartition.ORDER);
        open.addAll(commits.keySet());
        while (!open.isEmpty()) {
            // a connection that was refused one topic may tell of it when it is asked for the next
            Outcome<Boolean> asked = Attempt.of(() -> ask(open, commits));
            if (asked instanceof Outcome.Failed<Boolean> failed) {
                fail(failed.failure(), open);
            }
        }
        return times;
    }

    private boolean ask(NavigableSet<TopicPartition> open, Map<TopicPartition, Map<String, Long>> commits) {
        try (Source connected = source.get()) {
            while (!open.isEmpty()) {
                TopicPartition next = open.first();
                Map<String, Long> byGroup = commits.getOrDefault(next, Map.of());
                times.put(next, Outcome.known(ofGroups(connected.log(next), byGroup)));
                open.remove(next);
            }
            return true;
        }
    }

    private static Map<String, Long> ofGroups(TimedLog log, Map<String, Long> commits) {
        Map<Long, Long> least = LeastTimes.of(log, LOOKED_THROUGH, commits.values());
        Map<String, Long> byGroup = new TreeMap<>();
        commits.forEach((group, committed) -> {
            Long time = least.get(committed);
            if (time != null) {
                byGroup.put(group, time);
            }
        });
        return byGroup;
    }

    /** Whoever does not answer for one partition will not for the next: all share what time there is. */
    private void fail(BatonException failure, NavigableSet<TopicPartition> open) {
        String topic = open.first().topic();
        for (TopicPartition partition : List.copyOf(open)) {
            if (failure.kind() == FailureKind.UNREACHABLE || partition.topic().equals(topic)) {
                times.put(partition, Outcome.failed(failure));
                open.remove(partition);
            }
        }
    }

    /** A cluster as it is read. */
    private record Read(RecordReader reader, Map<TopicPartition, LogRange> logs) implements Source {
        @Override
        public TimedLog log(TopicPartition partition) {
            LogRange range = logs.get(partition);
            return new ReadTimes(reader, partition, range == null ? 0 : range.start());
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** @param start offset of its first record */
    private record ReadTimes(RecordReader reader, TopicPartition partition, long start) implements TimedLog {
        @Override
        public @Nullable Long lastBefore(long offset) {
            return reader.lastBefore(partition, offset, start)
                    .map(KafkaRecord::timestamp)
                    .orElse(null);
        }

        @Override
        public void scan(long from, Taker taker) {
            reader.scan(partition, from, Long.MAX_VALUE, record -> taker.take(record.offset(), record.timestamp()));
        }
    }
}
