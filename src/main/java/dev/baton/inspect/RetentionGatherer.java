package dev.baton.inspect;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.inspect.RetentionRisk.Standing;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the target how old, and how far from the end, the records are that groups would go on with. */
final class RetentionGatherer {
    private final Cluster target;
    private final Map<TopicPartition, Standing> lowest;
    private final Map<String, Map<String, String>> configs;

    /**
     * @param lowest place of any group, by partition
     * @param configs of the target's topics, as far as known
     */
    RetentionGatherer(Cluster target, Map<TopicPartition, Standing> lowest, Map<String, Map<String, String>> configs) {
        this.target = target;
        this.lowest = lowest;
        this.configs = configs;
    }

    void check(Readiness readiness, Instant now) {
        byTime(readiness, now);
        bySize(readiness);
    }

    private void byTime(Readiness readiness, Instant now) {
        Map<TopicPartition, Long> places = new PartitionMap<>();
        lowest.forEach((partition, standing) -> places.put(partition, standing.offset()));
        try (RecordReader reader = target.records().open(Isolation.UNCOMMITTED)) {
            Map<TopicPartition, KafkaRecord> next = reader.first(places);
            lowest.forEach((partition, standing) -> {
                KafkaRecord record = next.get(partition);
                if (record != null) {
                    Long retention = limit(partition, "retention.ms");
                    RetentionRisk.check(readiness, partition, standing, record.timestamp(), retention, now);
                }
            });
        }
    }

    private void bySize(Readiness readiness) {
        Map<TopicPartition, Long> limits = new PartitionMap<>();
        for (TopicPartition partition : lowest.keySet()) {
            Long limit = limit(partition, "retention.bytes");
            if (limit != null && limit >= 0) {
                limits.put(partition, limit);
            }
        }
        if (limits.isEmpty()) {
            return;
        }
        Map<TopicPartition, Outcome<Long>> starts = target.offsets().logStart(limits.keySet());
        Map<TopicPartition, Outcome<Long>> ends = target.offsets().logEnd(limits.keySet());
        target.sizes().of(limits.keySet()).forEach((partition, size) -> {
            Long start = known(starts.get(partition));
            Long end = known(ends.get(partition));
            Standing standing = lowest.get(partition);
            Long limit = limits.get(partition);
            if (start != null && end != null && standing != null && limit != null) {
                RetentionRisk.check(readiness, partition, standing, start, end, size, limit);
            }
        });
    }

    private static @Nullable Long known(@Nullable Outcome<Long> outcome) {
        return outcome == null ? null : outcome.orNull();
    }

    /** Only where old records are removed at all. */
    private @Nullable Long limit(TopicPartition partition, String name) {
        Map<String, String> config = configs.getOrDefault(partition.topic(), Map.of());
        String value = config.get(name);
        return value != null && config.getOrDefault("cleanup.policy", "").contains("delete")
                ? Long.valueOf(value)
                : null;
    }
}
