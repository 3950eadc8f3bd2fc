package dev.baton.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration: clusters by alias, in the order of the file, and the flows between them. */
public record BatonConfig(Map<String, ClusterConfig> clusters, List<FlowConfig> flows) {
    public BatonConfig {
        clusters = Collections.unmodifiableMap(new LinkedHashMap<>(clusters));
        flows = List.copyOf(flows);
    }
}
