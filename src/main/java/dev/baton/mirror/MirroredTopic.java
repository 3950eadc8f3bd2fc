package dev.baton.mirror;

import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A topic of the source that exists on the target as well.
 *
 * @param sourceId of the topic that has this name on the source now: one that is deleted and made anew has another
 * @param targetId the same of the target
 * @param partitions those that both have
 * @param deleteRetention how long the source's log keeps deletes once it could compact them away, where it is compacted: it
 *     then loses records in the middle; null where it is not
 * @param targetConfigs of its topic on the target
 * @param returning whether it was mirrored the other way, until a switch ended that
 * @param refusal why the target's topic is not surely the copy, so that nothing may be begun there; null where it is
 */
record MirroredTopic(
        String source,
        String sourceId,
        String target,
        String targetId,
        int partitions,
        @Nullable Duration deleteRetention,
        TargetConfigs targetConfigs,
        boolean returning,
        @Nullable BatonException refusal) {
    /** Where no record is to be mirrored, but commits are for it. */
    static MirroredTopic withoutRecords(TopicInfo topic, TopicInfo twin) {
        int both = Math.min(topic.partitions(), twin.partitions());
        return new MirroredTopic(
                topic.name(), topic.id(), twin.name(), twin.id(), both, null, TargetConfigs.UNKNOWN, false, null);
    }

    boolean isCopy() {
        return refusal == null;
    }

    boolean compacted() {
        return deleteRetention != null;
    }

    /** Whether the source's log may have lost deletes by now that were written after a time. */
    boolean forgetsDeletesOf(Instant then, Instant now) {
        return deleteRetention != null && then.plus(deleteRetention).isBefore(now);
    }

    /** Whether both topics are those that were mirrored, by the ids that were noted then. */
    boolean hasIds(String sourceIdThen, String targetIdThen) {
        return sourceId.equals(sourceIdThen) && targetId.equals(targetIdThen);
    }
}
