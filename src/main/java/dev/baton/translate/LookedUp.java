package dev.baton.translate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Evidence that is looked up for single commits, by record time or content; by group and source partition. */
final class LookedUp {
    static final LookedUp NONE = new LookedUp();

    private final Map<String, Map<TopicPartition, Evidence>> byGroup = new HashMap<>();

    LookedUp() {}

    void put(String group, TopicPartition source, Evidence evidence) {
        byGroup.computeIfAbsent(group, g -> new HashMap<>()).put(source, evidence);
    }

    boolean isEmpty() {
        return byGroup.isEmpty();
    }

    Optional<Evidence> of(String group, TopicPartition source) {
        return Optional.ofNullable(byGroup.getOrDefault(group, Map.of()).get(source));
    }
}
