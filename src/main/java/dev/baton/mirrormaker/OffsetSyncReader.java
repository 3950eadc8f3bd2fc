package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/** Reads MirrorMaker 2's offset syncs from the cluster where they lie, all partitions to the ends that they have now. */
public final class OffsetSyncReader {
    private final Cluster cluster;

    public OffsetSyncReader(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The offset syncs topics among the given ones that name a wanted cluster, in order of their names. */
    public List<OffsetSyncLog> read(Collection<String> topics, Predicate<String> others) {
        List<OffsetSyncLog> logs = new ArrayList<>();
        topics.stream()
                .sorted()
                .forEach(topic -> MirrorMakerNames.offsetSyncsOf(topic)
                        .filter(others)
                        .ifPresent(other -> logs.add(read(topic, other))));
        return logs;
    }

    private OffsetSyncLog read(String topic, String other) {
        Found found = new Found();
        BatonException failure = OptionalTopic.readToEnd(cluster, topic, found::accept);
        return failure == null
                ? new OffsetSyncLog(topic, other, found.syncs, found.skipped)
                : new OffsetSyncLog(topic, other, Map.of(), 0, failure);
    }

    /** What was read so far. A tombstone takes nothing back: the copies that were named are still there. */
    private static final class Found {
        private final Map<TopicPartition, List<OffsetSync>> syncs = new PartitionMap<>();
        private final Map<TopicPartition, TopicPartition> partitions = new PartitionMap<>();
        private int skipped;

        void accept(KafkaRecord read) {
            if (read.value() == null && read.key() != null) {
                return;
            }
            MirrorMakerCodec.sync(read).ifPresentOrElse(this::put, () -> skipped++);
        }

        /** A topic has one name for all its syncs: there may be millions of them. */
        private void put(OffsetSync sync) {
            TopicPartition source = partitions.computeIfAbsent(sync.source(), partition -> partition);
            syncs.computeIfAbsent(source, p -> new ArrayList<>()).add(sync.sharing(source));
        }
    }
}
