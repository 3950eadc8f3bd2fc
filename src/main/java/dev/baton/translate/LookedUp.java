package dev.baton.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Evidence that is looked up for single commits, by record time or content, by group and source partition. */
final class LookedUp {
    static final LookedUp NONE = new LookedUp();

    private final Map<String, Map<TopicPartition, List<Evidence>>> byGroup = new HashMap<>();

    LookedUp() {}

    void put(String group, TopicPartition source, Evidence evidence) {
        byGroup.computeIfAbsent(group, g -> new HashMap<>())
                .computeIfAbsent(source, p -> new ArrayList<>(1))
                .add(evidence);
    }

    boolean isEmpty() {
        return byGroup.isEmpty();
    }

    List<Evidence> of(String group, TopicPartition source) {
        return byGroup.getOrDefault(group, Map.of()).getOrDefault(source, List.of());
    }

    /** What both hold. */
    LookedUp and(LookedUp other) {
        LookedUp all = new LookedUp();
        for (LookedUp one : List.of(this, other)) {
            one.byGroup.forEach((group, found) ->
                    found.forEach((source, some) -> some.forEach(evidence -> all.put(group, source, evidence))));
        }
        return all;
    }
}
