package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Watches a topic grow on the target while a mirror's process runs. */
final class Stopwatch {
    private final KafkaCluster target;
    private final Map<TopicPartition, OffsetSpec> ends;
    private final long expected;
    private final long startedAt = System.nanoTime();

    Stopwatch(KafkaCluster target, String topic, DataSet data) {
        this(target, topic, data.partitions(), data.records());
    }

    /** @param expected sum of the log ends when all is there */
    Stopwatch(KafkaCluster target, String topic, int partitions, long expected) {
        this.target = target;
        this.expected = expected;
        this.ends = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    }

    /** Waits until every record is there; fails where the process ends before, or the limit comes first. */
    Measurement await(ProcessHandle mirror, Duration limit) throws InterruptedException {
        double first = Double.NaN;
        long firstRecords = 0;
        try (Admin admin = target.admin()) {
            while (true) {
                long records = recordsThere(admin);
                double now = (System.nanoTime() - startedAt) / 1e9;
                if (records > 0 && Double.isNaN(first)) {
                    first = now;
                    firstRecords = records;
                }
                if (records >= expected) {
                    return measurement(mirror, first, now, expected - firstRecords);
                }
                if (!mirror.isAlive() || now > limit.toSeconds()) {
                    throw new IllegalStateException(String.format(
                            "%,d of %,d records after %.0f s, the mirror %s",
                            records, expected, now, mirror.isAlive() ? "still runs" : "has ended"));
                }
                Thread.sleep(50);
            }
        }
    }

    private static Measurement measurement(ProcessHandle mirror, double first, double all, long between) {
        return new Measurement(
                all > first ? OptionalDouble.of(between / (all - first)) : OptionalDouble.empty(),
                OptionalDouble.of(first),
                OptionalDouble.of(all),
                Measurement.cpuSeconds(mirror),
                Measurement.peakMegabytes(mirror));
    }

    /** None where the topic, or one of its partitions, is not there yet. */
    private long recordsThere(Admin admin) throws InterruptedException {
        try {
            return admin.listOffsets(ends).all().get(5, TimeUnit.SECONDS).values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        }
    }
}
