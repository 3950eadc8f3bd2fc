package dev.baton.mirrormaker;

import dev.baton.cluster.GroupPartition;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/**
 * A checkpoint: one commit of a group, translated by MirrorMaker 2.
 *
 * @param source alias of the source
 * @param partition of the target
 * @param upstreamOffset the commit on the source
 * @param downstreamOffset what it was translated to; never past the first record that the group did not consume
 * @param written time of the record. An unchanged checkpoint is not written again, so an old one need not be stale.
 */
public record GroupCheckpoint(
        String source,
        String group,
        TopicPartition partition,
        long upstreamOffset,
        long downstreamOffset,
        String metadata,
        Instant written) {

    GroupPartition about() {
        return new GroupPartition(group, partition);
    }
}
