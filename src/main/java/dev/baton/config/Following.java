package dev.baton.config;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a flow carries over beside records and commits, and how. Keys of a configuration with MirrorMaker 2's names mean what
 * they mean there, and are off where what they do could surprise.
 *
 * @param configs {@code sync.topic.configs.enabled}: whether configs of topics are followed after the topic was created
 * @param configsExclude {@code config.properties.exclude}: regular expressions of topic configs that are not copied
 * @param acls {@code sync.topic.acls.enabled}: whether rights on topics are copied, additively
 * @param consistency {@code groups.consistency}
 * @param checkpoints {@code emit.checkpoints.enabled}: whether MirrorMaker 2's checkpoints are written
 * @param heartbeats {@code emit.heartbeats.enabled}: whether MirrorMaker 2's heartbeats are written
 * @param syncsLocation {@code offset-syncs.topic.location}: where MirrorMaker 2 keeps its offset syncs; null where nobody said
 * @param internalSeparator between the words of the names of MirrorMaker 2's internal topics
 */
public record Following(
        boolean configs,
        List<String> configsExclude,
        boolean acls,
        GroupsConsistency consistency,
        boolean checkpoints,
        boolean heartbeats,
        @Nullable SyncsLocation syncsLocation,
        String internalSeparator) {

    /** MirrorMaker 2's {@code config.properties.exclude} default, and what else belongs to a cluster, not to the data. */
    public static final List<String> CONFIGS_EXCLUDE_DEFAULT = List.of(
            "follower\\.replication\\.throttled\\.replicas",
            "leader\\.replication\\.throttled\\.replicas",
            "message\\.timestamp\\.difference\\.max\\.ms",
            "message\\.timestamp\\.before\\.max\\.ms",
            "message\\.timestamp\\.after\\.max\\.ms",
            "message\\.timestamp\\.type",
            "unclean\\.leader\\.election\\.enable",
            "min\\.insync\\.replicas");

    /** Never copied: replicas are named by broker ids of one cluster; tiers of storage are what one cluster has. */
    private static final List<String> CONFIGS_NEVER =
            List.of(".*\\.replication\\.throttled\\.replicas", "remote\\..*", "local\\.retention\\..*");

    /** Where a configuration says nothing. */
    public static final Following DEFAULT =
            new Following(true, CONFIGS_EXCLUDE_DEFAULT, false, GroupsConsistency.GROUP, false, false, ".");

    public Following(
            boolean configs,
            List<String> configsExclude,
            boolean acls,
            GroupsConsistency consistency,
            boolean checkpoints,
            boolean heartbeats,
            String internalSeparator) {
        this(configs, configsExclude, acls, consistency, checkpoints, heartbeats, null, internalSeparator);
    }

    public Following {
        configsExclude = List.copyOf(configsExclude);
    }

    /** The topic configs that are copied, by name. */
    public NameFilter copiedConfigs() {
        List<String> exclude =
                Stream.concat(configsExclude.stream(), CONFIGS_NEVER.stream()).toList();
        return new NameFilter(List.of(".*"), exclude);
    }
}
