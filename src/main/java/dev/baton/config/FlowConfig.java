package dev.baton.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * One direction of mirroring between two clusters.
 *
 * @param topics source topics that are mirrored
 * @param groups groups whose offsets are carried over
 * @param naming what the topics are called on the target
 * @param offsets how target offsets relate to the source's
 * @param replicationFactor of topics that Baton creates on the target; -1 for the broker's default
 * @param following what is carried over beside records and commits
 * @param onSourceLoss what to do where the source deleted records before they were mirrored
 */
public record FlowConfig(
        String from,
        String to,
        NameFilter topics,
        NameFilter groups,
        TopicNaming naming,
        OffsetsChoice offsets,
        short replicationFactor,
        Following following,
        SourceLoss onSourceLoss) {

    /** MirrorMaker 2's {@code topics.exclude} default, and Baton's own topics. */
    public static final List<String> TOPICS_EXCLUDE_DEFAULT = List.of(".*[\\-\\.]internal", ".*\\.replica", "__.*");

    /** Baton's own groups; tools that read by hand; MirrorMaker 2's default leaves out {@code connect-.*} as well. */
    public static final List<String> GROUPS_EXCLUDE_DEFAULT = List.of("console-consumer-.*", "connect-.*", "__.*");

    /** Never mirrored, whatever a configuration excludes: what MirrorMaker 2's policies call internal. */
    private static final List<String> TOPICS_NEVER = List.of("__.*", "\\..*", ".*[\\-\\.]internal");

    /** Baton's own groups are never carried over: those of its mirrors, and of rehearsals. */
    private static final List<String> GROUPS_NEVER = List.of("baton-(mirror|drill)\\..*");

    public FlowConfig(
            String from,
            String to,
            NameFilter topics,
            NameFilter groups,
            TopicNaming naming,
            OffsetsMode offsets,
            short replicationFactor) {
        this(
                from,
                to,
                topics,
                groups,
                naming,
                OffsetsChoice.all(offsets),
                replicationFactor,
                Following.DEFAULT,
                SourceLoss.STOP);
    }

    /** The same flow, whose source has another alias. */
    public FlowConfig from(String alias) {
        return new FlowConfig(alias, to, topics, groups, naming, offsets, replicationFactor, following, onSourceLoss);
    }

    /** The same flow, whose topics are called otherwise on the target. */
    public FlowConfig naming(TopicNaming other) {
        return new FlowConfig(from, to, topics, groups, other, offsets, replicationFactor, following, onSourceLoss);
    }

    /** The flow back of one that keeps names: the same topics and groups, between the same clusters the other way. */
    public FlowConfig turned() {
        return new FlowConfig(to, from, topics, groups, naming, offsets, replicationFactor, following, onSourceLoss);
    }

    /** The same flow, which follows otherwise. */
    public FlowConfig following(Following other) {
        return new FlowConfig(from, to, topics, groups, naming, offsets, replicationFactor, other, onSourceLoss);
    }

    /** The same flow, with another answer to a loss. */
    public FlowConfig onSourceLoss(SourceLoss other) {
        return new FlowConfig(from, to, topics, groups, naming, offsets, replicationFactor, following, other);
    }

    /** A flow of every topic and group, names kept. */
    public static FlowConfig everything(String from, String to) {
        return new FlowConfig(
                from,
                to,
                new NameFilter(List.of(".*"), topicsExcluded(TOPICS_EXCLUDE_DEFAULT)),
                new NameFilter(List.of(".*"), groupsExcluded(GROUPS_EXCLUDE_DEFAULT)),
                TopicNaming.IDENTITY,
                OffsetsMode.AUTO,
                (short) -1);
    }

    /** What a flow leaves out that is told to leave out these topics. */
    public static List<String> topicsExcluded(List<String> excluded) {
        return union(excluded, TOPICS_NEVER);
    }

    /** What a flow leaves out that is told to leave out these groups. */
    public static List<String> groupsExcluded(List<String> excluded) {
        return union(excluded, GROUPS_NEVER);
    }

    private static List<String> union(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
}
