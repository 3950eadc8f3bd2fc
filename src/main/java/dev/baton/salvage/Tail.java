package dev.baton.salvage;

import dev.baton.state.Mark;
import dev.baton.switchover.FailoverPoints.Point;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The end of one partition of the source that was never mirrored: every committed record from {@code from} up to but without
 * {@code to}.
 *
 * @param switchId the switch that ended the mirroring; {@link #NEVER_MIRRORED} where no mirror ever had the partition: its
 *     records are the same whichever switch came last
 * @param failoverPoint log end of the target when it did; null where the target never had the partition
 * @param failedOverAt when the switch began
 * @param copiedTo target offset behind the last record that both clusters hold
 * @param to the last stable offset of the source, or where a failback found the log's end
 * @param sourceStart the source's log start offset now; above {@code from} where retention has removed records
 * @param sourceEnd the source's log end offset now
 * @param compacted whether the topic is compacted on the target
 */
public record Tail(
        String topic,
        String targetTopic,
        int partition,
        String sourceTopicId,
        String targetTopicId,
        String switchId,
        @Nullable Long failoverPoint,
        Instant failedOverAt,
        long copiedTo,
        long from,
        long to,
        long sourceStart,
        long sourceEnd,
        boolean compacted) {

    /** Stands for a switch where there was no mirroring to be ended. */
    public static final String NEVER_MIRRORED = "";

    /**
     * What ended the mirroring of a partition.
     *
     * @param mark null where no mirror ever had it
     * @param point where the mirrored part of the target's log ends; null where no switch has looked
     */
    static String endedBy(@Nullable Mark mark, @Nullable Point point) {
        return mark == null || point == null ? NEVER_MIRRORED : point.switchId();
    }

    /** The switch that ended the mirroring; null where no mirror ever had the partition. */
    public @Nullable String endedBy() {
        return switchId.equals(NEVER_MIRRORED) ? null : switchId;
    }

    public TopicPartition source() {
        return new TopicPartition(topic, partition);
    }

    public TopicPartition target() {
        return new TopicPartition(targetTopic, partition);
    }

    /** Offsets that the source's retention removed before they were salvaged. */
    long removed() {
        return Math.max(0, Math.min(sourceStart, to) - from);
    }

    /** What there is to say beside the numbers. */
    public Optional<String> remark() {
        if (sourceEnd < from) {
            return Optional.of("the source lost mirrored records: its log ends at " + sourceEnd + ", " + from
                    + " offsets were mirrored; nothing is missing on the target");
        }
        if (removed() > 0) {
            return Optional.of("retention of the source removed the offsets " + from + " to " + (from + removed() - 1));
        }
        return Optional.empty();
    }
}
