package dev.baton.mirror;

import dev.baton.cluster.TopicInfo;

/**
 * A topic of the source that exists on the target as well.
 *
 * @param sourceId of the topic that has this name on the source now: one that is deleted and made anew has another
 * @param targetId the same of the target
 * @param partitions those that both have
 * @param compacted whether the source's log loses records in the middle
 * @param maxBatchBytes the largest batch that the target's topic takes
 * @param returning whether it was mirrored the other way, until a switch ended that
 */
record MirroredTopic(
        String source,
        String sourceId,
        String target,
        String targetId,
        int partitions,
        boolean compacted,
        int maxBatchBytes,
        boolean returning) {
    /** Where no record is to be mirrored, but commits are for it. */
    static MirroredTopic withoutRecords(TopicInfo topic, TopicInfo twin) {
        int both = Math.min(topic.partitions(), twin.partitions());
        return new MirroredTopic(topic.name(), topic.id(), twin.name(), twin.id(), both, false, 0, false);
    }

    /** Whether both topics are those that were mirrored, by the ids that were noted then. */
    boolean hasIds(String sourceIdThen, String targetIdThen) {
        return sourceId.equals(sourceIdThen) && targetId.equals(targetIdThen);
    }
}
