package dev.baton.mirror;

import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
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
}
