package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.config.SyncsLocation;
import dev.baton.mirrormaker.OffsetSync;
import dev.baton.mirrormaker.OffsetSyncLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which offset syncs are a flow's own. Pure.
 *
 * <p>MirrorMaker 2 names the topic of its offset syncs after the other cluster only. Where two clusters mirror each other,
 * {@code mm2-offset-syncs.east.internal} on west is either what the flow from east keeps on its target, or what the flow to
 * east keeps on its source: the same bytes, with the two offsets the other way round. Read the wrong way they would put a group
 * past records that it has not consumed. So they count where the configuration says where they lie, or where the topics that
 * there are leave only one reading.
 */
record OwnSyncs(FlowConfig flow) {
    /**
     * Those of the flow that were found on its source.
     *
     * @param topics all topics of the source: a copy of the target's topic there speaks for the flow back
     */
    List<OffsetSyncLog> onSource(List<OffsetSyncLog> found, Collection<String> topics) {
        String prefix = flow.to() + separator();
        return own(found, SyncsLocation.SOURCE, topic -> topics.contains(prefix + topic));
    }

    /**
     * Those of the flow that were found on its target.
     *
     * @param topics all topics of the target: a topic of its own with that name speaks for the flow back
     */
    List<OffsetSyncLog> onTarget(List<OffsetSyncLog> found, Collection<String> topics) {
        return own(found, SyncsLocation.TARGET, topics::contains);
    }

    private List<OffsetSyncLog> own(List<OffsetSyncLog> found, SyncsLocation here, Predicate<String> doubtful) {
        @Nullable SyncsLocation said = flow.following().syncsLocation();
        if (said != null && said != here) {
            return List.of();
        }
        boolean sure = said == here || flow.naming().isIdentity();
        return sure ? found : found.stream().map(log -> without(log, doubtful)).toList();
    }

    private static OffsetSyncLog without(OffsetSyncLog log, Predicate<String> topics) {
        Map<TopicPartition, List<OffsetSync>> kept = new HashMap<>(log.syncs());
        kept.keySet().removeIf(partition -> topics.test(partition.topic()));
        return log.with(kept);
    }

    private String separator() {
        return flow.naming().isIdentity()
                ? ""
                : flow.naming().prefix().substring(flow.from().length());
    }
}
