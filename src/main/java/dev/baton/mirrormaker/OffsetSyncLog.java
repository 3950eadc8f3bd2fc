package dev.baton.mirrormaker;

import dev.baton.cluster.ByPartition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * An offset syncs topic, read to its end.
 *
 * @param other alias of the other cluster: of the target where the topic lies on the source, and the other way round
 * @param syncs what the cleaner has left of each source partition, in log order
 * @param skipped records that are no offset syncs
 */
public record OffsetSyncLog(String topic, String other, Map<TopicPartition, List<OffsetSync>> syncs, int skipped) {
    public OffsetSyncLog {
        syncs = ByPartition.copy(syncs);
    }

    /** The syncs of one source partition. */
    public List<OffsetSync> of(TopicPartition source) {
        return syncs.getOrDefault(source, List.of());
    }
}
