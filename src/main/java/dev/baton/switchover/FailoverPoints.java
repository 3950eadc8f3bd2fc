package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.switchover.JournalEntry.Event;
import java.time.Instant;
import java.util.HashMap;
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

    /**
     * Reads them. Of several switches the first counts that was neither undone nor followed by a failback: a later one found
     * the flow ended, and records of applications in the log.
     */
    public static FailoverPoints read(Cluster target, String from, String to) {
        Map<TopicPartition, Point> points = new HashMap<>();
        for (SwitchRecord record : SwitchHistory.read(target).switches()) {
            if (record.from().equals(from) && record.to().equals(to) && record.endsTheFlow()) {
                Instant at = record.openedAt();
                record.offsets(FailoverPoint.LABEL, Event.DONE)
                        .ifPresent(list -> list.offsets().forEach(item -> {
                            Long offset = item.offset();
                            if (offset != null) {
                                points.putIfAbsent(item.topicPartition(), new Point(record.id(), offset, at));
                            }
                        }));
            }
        }
        return new FailoverPoints(points);
    }

    public Optional<Point> of(TopicPartition target) {
        return Optional.ofNullable(byPartition.get(target));
    }
}
