package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.cluster.TopicSpec;
import java.util.List;
import java.util.Map;

/** Creates the topics that Baton keeps on a target cluster. */
public final class StateTopics {
    /** Small segments, cleaned early: a reader has to read the whole topic within a deadline. */
    private static final Map<String, String> COMPACTED = Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", "8388608",
            "segment.ms", "600000",
            "min.cleanable.dirty.ratio", "0.1",
            "max.message.bytes", "10485760",
            "message.timestamp.type", "CreateTime");

    private StateTopics() {}

    /**
     * Creates the snapshot and offset map topics of a flow where they are missing.
     *
     * @param replicationFactor -1 for the broker's default
     */
    public static void create(Cluster target, String source, short replicationFactor) {
        List<TopicSpec> specs = List.of(
                new TopicSpec(InternalTopics.snapshot(source), 1, replicationFactor, COMPACTED),
                new TopicSpec(InternalTopics.offsetMap(source), InternalTopics.SHARDS, replicationFactor, COMPACTED));
        // one who may not create topics may still go on with those that are there
        Map<String, Outcome<TopicInfo>> there =
                target.topics().look(specs.stream().map(TopicSpec::name).toList());
        target.topics()
                .create(specs.stream()
                        .filter(spec -> !(there.get(spec.name()) instanceof Outcome.Known))
                        .toList())
                .values()
                .forEach(created -> created.orThrow());
    }

    /** Creates the journal of switches where it is missing. */
    public static void createJournal(Cluster target, short replicationFactor) {
        target.topics().create(new TopicSpec(InternalTopics.JOURNAL, 1, replicationFactor, COMPACTED));
    }

    /** Creates the topic where {@code salvage} notes what it has written, where it is missing. */
    public static void createSalvage(Cluster target, String source, short replicationFactor) {
        target.topics().create(new TopicSpec(InternalTopics.salvage(source), 1, replicationFactor, COMPACTED));
    }
}
