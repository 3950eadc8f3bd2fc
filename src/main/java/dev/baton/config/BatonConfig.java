package dev.baton.config;

import java.util.List;
import java.util.Map;

/** A validated configuration: clusters by alias, and the flows between them. */
public record BatonConfig(Map<String, ClusterConfig> clusters, List<FlowConfig> flows) {
    public BatonConfig {
        clusters = Map.copyOf(clusters);
        flows = List.copyOf(flows);
    }
}
