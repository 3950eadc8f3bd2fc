package dev.baton.cluster;

import java.util.Map;

/**
 * A topic to create.
 *
 * @param replicationFactor -1 for the broker's default
 */
public record TopicSpec(String name, int partitions, short replicationFactor, Map<String, String> configs) {
    public TopicSpec {
        configs = Map.copyOf(configs);
    }
}
