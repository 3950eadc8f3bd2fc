package dev.baton.config;

import dev.baton.failure.BatonException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration: clusters by alias, in the order of the file, and the flows between them. */
public record BatonConfig(Map<String, ClusterConfig> clusters, List<FlowConfig> flows) {
    public BatonConfig {
        clusters = Collections.unmodifiableMap(new LinkedHashMap<>(clusters));
        flows = List.copyOf(flows);
    }

    /**
     * The part with the flows between these clusters.
     *
     * @param from null for any
     * @param to null for any
     * @throws BatonException where there is no such flow
     */
    public BatonConfig flowsBetween(@Nullable String from, @Nullable String to) {
        List<FlowConfig> chosen = flows.stream()
                .filter(flow -> from == null || from.equals(flow.from()))
                .filter(flow -> to == null || to.equals(flow.to()))
                .toList();
        if (chosen.isEmpty()) {
            throw BatonException.usage("the configuration has no such flow");
        }
        Map<String, ClusterConfig> named = new LinkedHashMap<>(clusters);
        named.keySet()
                .removeIf(alias ->
                        chosen.stream().noneMatch(flow -> alias.equals(flow.from()) || alias.equals(flow.to())));
        return new BatonConfig(named, chosen);
    }
}
