package dev.baton.mirror;

/**
 * A topic of the source that exists on the target as well.
 *
 * @param partitions those that both have
 * @param compacted whether the source's log loses records in the middle
 * @param maxBatchBytes the largest batch that the target's topic takes
 * @param returning whether it was mirrored the other way, until a switch ended that
 */
record MirroredTopic(
        String source, String target, int partitions, boolean compacted, int maxBatchBytes, boolean returning) {
    /** A topic whose copies went this way from the start. */
    MirroredTopic(String source, String target, int partitions, boolean compacted, int maxBatchBytes) {
        this(source, target, partitions, compacted, maxBatchBytes, false);
    }
}
