package dev.baton.translate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Evidence by record time, by group and source partition; empty unless it was asked for. */
final class RecordTimes {
    static final RecordTimes NONE = new RecordTimes();

    private final Map<String, Map<TopicPartition, Evidence>> byGroup = new HashMap<>();

    RecordTimes() {}

    void put(String group, TopicPartition source, Evidence evidence) {
        byGroup.computeIfAbsent(group, g -> new HashMap<>()).put(source, evidence);
    }

    Optional<Evidence> of(String group, TopicPartition source) {
        return Optional.ofNullable(byGroup.getOrDefault(group, Map.of()).get(source));
    }
}
