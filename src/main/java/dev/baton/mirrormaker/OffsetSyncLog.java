package dev.baton.mirrormaker;

import dev.baton.cluster.ByPartition;
import dev.baton.failure.BatonException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An offset syncs topic, read to its end.
 *
 * @param other alias of the other cluster: of the target where the topic lies on the source, and the other way round
 * @param syncs what the cleaner has left of each source partition, in log order
 * @param skipped records that are no offset syncs
 * @param unread why it could not be read, so that nothing of it is here; null where it was
 */
public record OffsetSyncLog(
        String topic,
        String other,
        Map<TopicPartition, List<OffsetSync>> syncs,
        int skipped,
        @Nullable BatonException unread) {
    public OffsetSyncLog {
        syncs = ByPartition.copy(syncs);
    }

    /** One that was read. */
    public OffsetSyncLog(String topic, String other, Map<TopicPartition, List<OffsetSync>> syncs, int skipped) {
        this(topic, other, syncs, skipped, null);
    }

    /** The same topic with other syncs: some of them, or by other names. */
    public OffsetSyncLog with(Map<TopicPartition, List<OffsetSync>> others) {
        return new OffsetSyncLog(topic, other, others, skipped, unread);
    }

    /** The syncs of one source partition. */
    public List<OffsetSync> of(TopicPartition source) {
        return syncs.getOrDefault(source, List.of());
    }
}
