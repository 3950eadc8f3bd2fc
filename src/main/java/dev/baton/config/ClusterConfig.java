package dev.baton.config;

import java.util.Map;

/**
 * One cluster: its alias and the Kafka client properties to reach it, with config providers resolved.
 *
 * @param properties Kafka client properties by their own names; may hold secrets, hence the {@link #toString}
 */
public record ClusterConfig(String alias, Map<String, String> properties) {
    public ClusterConfig {
        properties = Map.copyOf(properties);
    }

    /** Host and port pairs, as given. */
    public String bootstrapServers() {
        return properties.getOrDefault("bootstrap.servers", "");
    }

    @Override
    public String toString() {
        return "ClusterConfig[" + alias + " at " + bootstrapServers() + "]";
    }
}
