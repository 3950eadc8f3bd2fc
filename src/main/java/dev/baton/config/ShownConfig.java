package dev.baton.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it may be shown: secrets masked.
 *
 * @param file where it came from
 */
public record ShownConfig(String file, List<Cluster> clusters, List<Flow> flows) {
    public ShownConfig {
        clusters = List.copyOf(clusters);
        flows = List.copyOf(flows);
    }

    /** Client properties by name. */
    public record Cluster(String alias, Map<String, String> properties) {}

    /**
     * A flow with all its defaults.
     *
     * @param topicsExclude with what is never mirrored
     * @param topicPrefix in front of a topic's name on the target; empty for the identity policy
     * @param offsets for topics that none of the three lists behind it names
     * @param replicationFactor null for the broker's default
     */
    public record Flow(
            String from,
            String to,
            List<String> topics,
            List<String> topicsExclude,
            List<String> groups,
            List<String> groupsExclude,
            String topicPrefix,
            OffsetsMode offsets,
            List<String> offsetsPreserve,
            List<String> offsetsMap,
            List<String> offsetsAuto,
            @Nullable Short replicationFactor,
            Following following,
            SourceLoss onSourceLoss) {}

    /** What may be shown of a configuration. */
    public static ShownConfig of(String file, BatonConfig config) {
        List<Cluster> clusters = config.clusters().values().stream()
                .map(cluster -> new Cluster(cluster.alias(), cluster.shown()))
                .toList();
        return new ShownConfig(
                file, clusters, config.flows().stream().map(ShownConfig::of).toList());
    }

    private static Flow of(FlowConfig flow) {
        return new Flow(
                flow.from(),
                flow.to(),
                flow.topics().include(),
                flow.topics().exclude(),
                flow.groups().include(),
                flow.groups().exclude(),
                flow.naming().prefix(),
                flow.offsets().otherwise(),
                flow.offsets().preserve(),
                flow.offsets().map(),
                flow.offsets().auto(),
                flow.replicationFactor() > 0 ? flow.replicationFactor() : null,
                flow.following(),
                flow.onSourceLoss());
    }
}
