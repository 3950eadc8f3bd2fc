package dev.baton.state;

import java.util.Optional;

/** Names of the topics that Baton keeps on the target cluster of a flow. */
public final class InternalTopics {
    /** Shards of a flow, and partitions of its offset map topic; a flow fact, never changed. */
    public static final int SHARDS = 32;

    /** Prefix of the groups that say whose rehearsals are. */
    public static final String DRILL_GROUPS = "baton-drill.";

    /** What the name of a group has in it that a rehearsal made. */
    public static final String SHADOW_GROUPS = ".baton-drill-";

    public static final String JOURNAL = "baton-journal.internal";

    private static final String MIRROR_GROUPS = "baton-mirror.";
    private static final String SNAPSHOT_PREFIX = "baton-snapshot.";
    private static final String SUFFIX = ".internal";

    private InternalTopics() {}

    /** Compacted, {@value #SHARDS} partitions: runs of the offset map, binary. */
    public static String offsetMap(String sourceAlias) {
        return "baton-offset-map." + sourceAlias + SUFFIX;
    }

    /** Compacted, one partition: flow facts, marks, beats, group snapshots, the switched generation; JSON. */
    public static String snapshot(String sourceAlias) {
        return SNAPSHOT_PREFIX + sourceAlias + SUFFIX;
    }

    /** Compacted, one partition: how far each partition's records that only the source held were written again; JSON. */
    public static String salvage(String sourceAlias) {
        return "baton-salvage." + sourceAlias + SUFFIX;
    }

    /** The alias of the source whose snapshot topic this is; empty for any other topic. */
    public static Optional<String> sourceOfSnapshot(String topic) {
        boolean ours = topic.startsWith(SNAPSHOT_PREFIX)
                && topic.endsWith(SUFFIX)
                && topic.length() > SNAPSHOT_PREFIX.length() + SUFFIX.length();
        return ours
                ? Optional.of(topic.substring(SNAPSHOT_PREFIX.length(), topic.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The group whose members are the live mirror processes of the flow. */
    public static String mirrorGroup(String sourceAlias) {
        return MIRROR_GROUPS + sourceAlias;
    }

    /** Whether Baton made a group, so that it is no application's and is left out of every selection. */
    public static boolean isOwnGroup(String group) {
        return group.startsWith(MIRROR_GROUPS) || group.startsWith(DRILL_GROUPS) || group.contains(SHADOW_GROUPS);
    }

    /** The shard that owns a partition of a source topic: the same in every process and version. */
    public static int shardOf(String sourceTopic, int partition) {
        return Math.floorMod(31 * sourceTopic.hashCode() + partition, SHARDS);
    }

    /** The shard whose owner alone snapshots and commits a group. */
    public static int shardOf(String group) {
        return Math.floorMod(group.hashCode(), SHARDS);
    }
}
