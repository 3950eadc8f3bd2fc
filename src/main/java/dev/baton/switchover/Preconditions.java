package dev.baton.switchover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a plan takes for granted of the target, beside the commits that its partitions name.
 *
 * @param targetCluster id of the cluster
 * @param topicIds ids of the target topics
 * @param lastSwitch the switch that last ended the flow, in whole or in part; null where none did
 */
public record Preconditions(
        String targetCluster,
        Map<String, String> topicIds,
        @Nullable String lastSwitch) {
    public Preconditions {
        topicIds = Map.copyOf(topicIds);
    }

    /** What is no longer so, in words; empty where all holds. */
    List<String> differences(Preconditions now) {
        List<String> differences = new ArrayList<>();
        if (!targetCluster.equals(now.targetCluster)) {
            differences.add("the target was cluster " + targetCluster + " and is " + now.targetCluster);
        }
        if (!Objects.equals(lastSwitch, now.lastSwitch)) {
            differences.add("since then switch " + now.lastSwitch + " has run");
        }
        topicIds.forEach((topic, id) -> {
            String found = now.topicIds.get(topic);
            if (found == null) {
                differences.add("topic " + topic + " is no longer there");
            } else if (!found.equals(id)) {
                differences.add("topic " + topic + " was deleted and made anew");
            }
        });
        return differences;
    }
}
