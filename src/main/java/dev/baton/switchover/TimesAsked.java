package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TimedOffset;
import dev.baton.translate.Confidence;
import dev.baton.translate.Translated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Looks up where the target's logs come to a time, for the partitions where {@code --unknown at=TIME} decides. */
final class TimesAsked {
    private TimesAsked() {}

    static Map<TopicPartition, Long> of(Instant time, SwitchRequest request, SwitchFacts facts, Cluster target) {
        Map<TopicPartition, Long> times = new PartitionMap<>();
        undecided(request, facts).forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, Long> offsets = new PartitionMap<>();
        target.offsets().atTime(times).forEach((partition, outcome) -> {
            Optional<TimedOffset> found = outcome.orNull();
            if (found != null) {
                found.ifPresent(offset -> offsets.put(partition, offset.offset()));
            }
        });
        return offsets;
    }

    private static List<TopicPartition> undecided(SwitchRequest request, SwitchFacts facts) {
        Map<String, List<Translated>> byGroup = new HashMap<>();
        List<TopicPartition> undecided = new ArrayList<>();
        for (Translated item : facts.translation().translated()) {
            byGroup.computeIfAbsent(String.valueOf(item.group()), group -> new ArrayList<>())
                    .add(item);
            if (item.confidence() == Confidence.UNKNOWN
                    && facts.translation().gathered().targetLogs().containsKey(item.target())) {
                undecided.add(item.target());
            }
        }
        Coverage coverage = new Coverage(facts, request.selection());
        byGroup.forEach((group, items) -> coverage.open(group, items).forEach(open -> undecided.add(open.target())));
        return undecided;
    }
}
