package dev.baton.config;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
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
     * Refuses to mirror a flow where another one leads back and both keep names: records would go round. Other mirrors may be
     * told to, with topics that differ; it does no harm to look at those. The way back of the only flow that is configured is
     * none of two: it is mirrored once a failback has turned that flow round.
     */
    void requireOneWay(FlowConfig flow) {
        boolean configured = flows.stream()
                .anyMatch(own -> own.from().equals(flow.from()) && own.to().equals(flow.to()));
        boolean back = flows.stream()
                .anyMatch(other -> other.from().equals(flow.to())
                        && other.to().equals(flow.from())
                        && other.naming().isIdentity());
        if (configured && back && flow.naming().isIdentity()) {
            throw new BatonException(
                    FailureKind.USAGE,
                    "the flow from '" + flow.from() + "' to '" + flow.to()
                            + "' and the one back both keep topic names: records would go round",
                    "set replication.policy: default on both, or remove one");
        }
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
