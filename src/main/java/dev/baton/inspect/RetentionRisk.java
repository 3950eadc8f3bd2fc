package dev.baton.inspect;

import dev.baton.cluster.PartitionMap;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.translate.Translated;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Whether the target's retention is about to remove the records that groups would go on with: a consumer that comes to an offset
 * which is gone resets to its policy, and with {@code latest} skips all that is there. Pure.
 */
final class RetentionRisk {
    static final String CHECK = "retention";
    private static final Duration AT_LEAST = Duration.ofHours(1);
    private static final double NEARLY = 0.9;

    /** The group that stands lowest in a partition of the target. */
    record Standing(String group, long offset) {}

    private RetentionRisk() {}

    /** The lowest place of any group, by the partition of the target. */
    static Map<TopicPartition, Standing> lowest(Collection<List<Translated>> translated) {
        Map<TopicPartition, Standing> lowest = new PartitionMap<>();
        for (List<Translated> items : translated) {
            for (Translated item : items) {
                Long target = item.translation().targetOrNull();
                if (target != null) {
                    lowest.merge(
                            item.target(),
                            new Standing(String.valueOf(item.group()), target),
                            (one, other) -> one.offset() <= other.offset() ? one : other);
                }
            }
        }
        return lowest;
    }

    /**
     * Looks at one partition by size. Its records are taken to be of one size, so that this is an estimate.
     *
     * @param start first offset of the target's log
     * @param end log end offset
     * @param size of the log, bytes
     * @param retentionBytes {@code retention.bytes} of the target's topic; negative for no limit
     */
    static void check(
            Readiness readiness,
            TopicPartition partition,
            Standing standing,
            long start,
            long end,
            long size,
            long retentionBytes) {
        long from = Math.max(start, standing.offset());
        if (retentionBytes < 0 || from >= end) {
            return;
        }
        double behind = (double) size * (end - from) / (end - start);
        if (behind < NEARLY * retentionBytes) {
            return;
        }
        readiness.add(
                Severity.WARNING,
                CHECK,
                "group " + standing.group() + " would go on at " + partition + " offset " + standing.offset()
                        + ", about " + Math.round(behind) + " bytes before the end; retention.bytes there is "
                        + retentionBytes,
                "the target may remove its next records as others come, and the group starts at its reset policy",
                "let the group catch up, or raise retention.bytes on " + partition.topic());
    }

    /**
     * Looks at one partition by time.
     *
     * @param recordTime of the first record at the place or after it, milliseconds since the epoch
     * @param retentionMs {@code retention.ms} of the target's topic; negative for ever, null where not known
     */
    static void check(
            Readiness readiness,
            TopicPartition partition,
            Standing standing,
            long recordTime,
            @Nullable Long retentionMs,
            Instant now) {
        if (retentionMs == null || retentionMs < 0 || recordTime < 0) {
            return;
        }
        long left = recordTime + retentionMs - now.toEpochMilli();
        if (left > Math.max(AT_LEAST.toMillis(), retentionMs / 10)) {
            return;
        }
        readiness.add(
                Severity.WARNING,
                CHECK,
                "group " + standing.group() + " would go on at " + partition + " offset " + standing.offset()
                        + ", with a record of " + Instant.ofEpochMilli(recordTime) + "; retention.ms there is "
                        + retentionMs,
                left <= 0
                        ? "the target may remove it at any moment, and the group starts at its reset policy"
                        : "the target may remove it in "
                                + Duration.ofMillis(left).toMinutes()
                                + " minutes, and the group starts at its reset policy",
                "let the group catch up, or raise retention.ms on " + partition.topic());
    }
}
