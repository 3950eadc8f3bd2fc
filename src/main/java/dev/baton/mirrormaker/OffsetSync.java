package dev.baton.mirrormaker;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/**
 * An offset sync: one record that MirrorMaker 2 copied, by its offset on the source and its copy's on the target.
 *
 * @param source partition on the source
 */
public record OffsetSync(TopicPartition source, long upstreamOffset, long downstreamOffset, Instant written) {

    /** The same with an equal object that others have as well. */
    OffsetSync sharing(TopicPartition partition) {
        return new OffsetSync(partition, upstreamOffset, downstreamOffset, written);
    }
}
