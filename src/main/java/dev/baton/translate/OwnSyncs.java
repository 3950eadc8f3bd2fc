package dev.baton.translate;

import static java.util.function.Predicate.not;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.config.SyncsLocation;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.mirrormaker.OffsetSync;
import dev.baton.mirrormaker.OffsetSyncLog;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which offset syncs are a flow's own. Pure.
 *
 * <p>MirrorMaker 2 names the topic of its offset syncs after the other cluster only. Where two clusters mirror each other,
 * {@code mm2-offset-syncs.east.internal} on west is either what the flow from east keeps on its target, or what the flow to
 * east keeps on its source: the same bytes, with the two offsets the other way round. Read the wrong way they would put a group
 * past records that it has not consumed. So they count where the configuration says where they lie, or where only one reading
 * is left: by the topics that there are where copies have other names, and by the checkpoints where names are kept, since no
 * topic is mirrored both ways under one name, and a checkpoint is written by the flow whose target it lies on.
 */
record OwnSyncs(FlowConfig flow) {

    /** Whether checkpoints are needed to tell whose these are: names are kept, and nobody said where they lie. */
    boolean isOpen(List<OffsetSyncLog> found) {
        boolean any = found.stream().anyMatch(log -> !log.syncs().isEmpty());
        return any && flow.following().syncsLocation() == null && flow.naming().isIdentity();
    }

    /**
     * Those of the flow that were found on its source, where MirrorMaker 2 keeps them unless it is told otherwise; none where
     * nobody may see whether they are the flow back's.
     *
     * @param topics all topics of the source: a copy of the target's topic there speaks for the flow back
     * @param back checkpoints of the flow back, which lie there; asked for where {@link #isOpen} says so
     */
    List<OffsetSyncLog> onSource(List<OffsetSyncLog> found, Collection<String> topics, List<CheckpointLog> back) {
        if (isOpen(found) && back.stream().anyMatch(log -> log.unread() != null)) {
            return List.of();
        }
        String prefix = flow.to() + separator();
        return own(
                found,
                SyncsLocation.SOURCE,
                log -> flow.naming().isIdentity()
                        ? derived(log, back)::contains
                        : topic -> topics.contains(prefix + topic));
    }

    /**
     * Those of the flow that were found on its target.
     *
     * @param topics all topics of the target: a topic of its own with that name speaks for the flow back
     * @param checkpoints of the flow, which lie there; asked for where {@link #isOpen} says so
     */
    List<OffsetSyncLog> onTarget(
            List<OffsetSyncLog> found, Collection<String> topics, List<CheckpointLog> checkpoints) {
        return own(
                found,
                SyncsLocation.TARGET,
                log -> flow.naming().isIdentity() ? not(derived(log, checkpoints)::contains) : topics::contains);
    }

    /** Without the topics of each log that may be those of the flow back. */
    private List<OffsetSyncLog> own(
            List<OffsetSyncLog> found, SyncsLocation here, Function<OffsetSyncLog, Predicate<String>> doubtful) {
        @Nullable SyncsLocation said = flow.following().syncsLocation();
        if (said != null) {
            return said == here ? found : List.of();
        }
        return found.stream().map(log -> without(log, doubtful.apply(log))).toList();
    }

    /** The topics of which a checkpoint was worked out from a sync that is there. */
    private static Set<String> derived(OffsetSyncLog log, List<CheckpointLog> checkpoints) {
        Set<String> topics = new HashSet<>();
        checkpoints.stream()
                .flatMap(some -> some.latest().values().stream())
                .filter(checkpoint -> !topics.contains(checkpoint.partition().topic()))
                .filter(checkpoint ->
                        log.of(checkpoint.partition()).stream().anyMatch(sync -> isFrom(checkpoint, sync)))
                .forEach(checkpoint -> topics.add(checkpoint.partition().topic()));
        return topics;
    }

    /** As {@code OffsetSyncStore.translateDownstream} does since 3.4.1: the copy of a synced record, or one past it. */
    private static boolean isFrom(GroupCheckpoint checkpoint, OffsetSync sync) {
        long past = checkpoint.downstreamOffset() - sync.downstreamOffset();
        return checkpoint.upstreamOffset() == sync.upstreamOffset()
                ? past == 0
                : checkpoint.upstreamOffset() > sync.upstreamOffset() && past == 1;
    }

    private static OffsetSyncLog without(OffsetSyncLog log, Predicate<String> topics) {
        Map<TopicPartition, List<OffsetSync>> kept = new PartitionMap<>(log.syncs());
        kept.keySet().removeIf(partition -> topics.test(partition.topic()));
        return log.with(kept);
    }

    private String separator() {
        return flow.naming().isIdentity()
                ? ""
                : flow.naming().prefix().substring(flow.from().length());
    }
}
