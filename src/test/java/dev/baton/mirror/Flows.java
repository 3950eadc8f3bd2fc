package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.wire.LogControl;
import java.time.Instant;
import java.util.List;

/** Flows between clusters of one node each, under kept names. */
final class Flows {
    private Flows() {}

    /** From east to west, of the topics and groups that match. */
    static FlowConfig eastToWest(String topics, String groups) {
        return eastToWest(topics, groups, OffsetsMode.AUTO);
    }

    static FlowConfig eastToWest(String topics, String groups, OffsetsMode offsets) {
        return new FlowConfig(
                "east",
                "west",
                new NameFilter(List.of(topics), List.of()),
                new NameFilter(List.of(groups), List.of()),
                TopicNaming.IDENTITY,
                offsets,
                (short) 1);
    }

    /** What is said of a flow from east at its first start, with producer ids of its own. */
    static FlowFacts facts(ClusterConfig target) {
        try (LogControl control = new LogControl(target, "test")) {
            return new FlowFacts(
                    "east",
                    "west",
                    "E",
                    "W",
                    "",
                    InternalTopics.SHARDS,
                    control.transactions().newProducerId().id(),
                    control.transactions().newProducerId().id(),
                    Instant.EPOCH);
        }
    }

    /** A configuration of both clusters and one flow between them, as a command reads it. */
    static String yaml(String eastBootstrap, String westBootstrap, String keys) {
        return yaml("east", eastBootstrap, westBootstrap, keys);
    }

    /** The same from a source of another name. */
    static String yaml(String source, String sourceBootstrap, String westBootstrap, String keys) {
        return """
                clusters:
                  %1$s: {bootstrap.servers: "%2$s"}
                  west: {bootstrap.servers: "%3$s"}
                flows:
                  - {from: %1$s, to: west, %4$s}
                """.formatted(source, sourceBootstrap, westBootstrap, keys);
    }
}
