package dev.baton.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One cluster: its alias and the Kafka client properties to reach it, with config providers resolved.
 *
 * @param properties Kafka client properties by their own names; may hold secrets, hence the {@link #toString}
 * @param provided names of the properties whose values came from a config provider, and so are shown to nobody
 */
public record ClusterConfig(String alias, Map<String, String> properties, Set<String> provided) {
    private static final String HIDDEN = "[hidden]";

    public ClusterConfig {
        properties = Map.copyOf(properties);
        provided = Set.copyOf(provided);
    }

    public ClusterConfig(String alias, Map<String, String> properties) {
        this(alias, properties, Set.of());
    }

    /** Host and port pairs, as given. */
    public String bootstrapServers() {
        return properties.getOrDefault("bootstrap.servers", "");
    }

    /** The properties as they may be shown, by name; secrets are masked. */
    public Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, value) ->
                shown.put(name, provided.contains(name) || ClientProperties.isSecret(name) ? HIDDEN : value));
        return shown;
    }

    @Override
    public String toString() {
        return "ClusterConfig[" + alias + " at " + bootstrapServers() + "]";
    }
}
