package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.switchover.JournalEntry.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the mirrored part of each log of a flow's target ends, as the journal tells: what lies above was written there.
 *
 * @param byPartition by the target's partition
 */
public record FailoverPoints(Map<TopicPartition, Point> byPartition) {
    public FailoverPoints {
        byPartition = ByPartition.copy(byPartition);
    }

    /**
     * One of them.
     *
     * @param switchId the switch that ended the mirroring of the partition
     * @param offset log end of the target once every mirror had stopped
     */
    public record Point(String switchId, long offset, Instant at) {}

    /** Reads them. */
    public static FailoverPoints read(Cluster target, String from, String to) {
        return of(SwitchHistory.read(target), from, to);
    }

    /**
     * Of several switches the first counts that was neither undone nor followed by a failback: a later one found the flow
     * ended, and records of applications in the log. One that was undone in part counts for the topics that stayed: the others
     * were mirrored on.
     */
    static FailoverPoints of(SwitchHistory history, String from, String to) {
        Map<TopicPartition, Point> points = new PartitionMap<>();
        for (SwitchRecord record : history.switches()) {
            if (record.isOfFlow(from, to) && record.endsTheFlow()) {
                standing(record)
                        .forEach((partition, offset) ->
                                points.putIfAbsent(partition, new Point(record.id(), offset, record.openedAt())));
            }
        }
        return new FailoverPoints(points);
    }

    private static Map<TopicPartition, Long> standing(SwitchRecord record) {
        TakenBack taken = record.takenBack().orElse(null);
        Map<TopicPartition, Long> ends = new PartitionMap<>();
        for (OffsetList.Item item : record.offsets(FailoverPoint.LABEL, Event.DONE)
                .orElse(OffsetList.NONE)
                .offsets()) {
            Long offset = item.offset();
            if (offset != null && (taken == null || taken.copies().contains(item.topic()))) {
                ends.put(item.topicPartition(), offset);
            }
        }
        return ends;
    }

    public Optional<Point> of(TopicPartition target) {
        return Optional.ofNullable(byPartition.get(target));
    }
}
