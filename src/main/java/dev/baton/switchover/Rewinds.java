package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TimedOffset;
import dev.baton.translate.LogRange;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks up where groups come to that go back by a span of time: to the first record which is not older than that span before
 * the last one they have read.
 */
final class Rewinds {
    private static final long FIRST_STEP_BACK = 100;

    private final Cluster target;
    private final long millis;

    Rewinds(Cluster target, long millis) {
        this.target = target;
        this.millis = millis;
    }

    /** A place in a target log. */
    record Place(TopicPartition partition, long offset) {}

    /** For each place that a group comes to, the one to go back to; never a later one. */
    Map<Place, Long> of(Translate.Result translation) {
        Map<TopicPartition, LogRange> logs = translation.gathered().targetLogs();
        Map<Place, Long> back = new HashMap<>();
        try (RecordReader reader = target.records().open(Isolation.COMMITTED)) {
            for (Translated item : translation.translated()) {
                Long offset = item.translation().targetOrNull();
                LogRange log = logs.get(item.target());
                if (offset != null && log != null) {
                    back.computeIfAbsent(new Place(item.target(), offset), place -> before(reader, place, log));
                }
            }
        }
        return back;
    }

    private long before(RecordReader reader, Place place, LogRange log) {
        KafkaRecord anchor = anchor(reader, place, log);
        if (anchor == null) {
            return place.offset();
        }
        TopicPartition partition = place.partition();
        Outcome<Optional<TimedOffset>> found = target.offsets()
                .atTime(Map.of(partition, anchor.timestamp() - millis))
                .get(partition);
        return found == null
                ? place.offset()
                : found.orThrow()
                        .map(timed -> Math.min(timed.offset(), place.offset()))
                        .orElse(place.offset());
    }

    /** The last record before a place; null where there is none. */
    private static @Nullable KafkaRecord anchor(RecordReader reader, Place place, LogRange log) {
        long to = place.offset();
        for (long step = FIRST_STEP_BACK; to > log.start(); step *= 10) {
            long from = Math.max(log.start(), to - step);
            List<KafkaRecord> read = reader.read(place.partition(), from, to, Integer.MAX_VALUE);
            if (!read.isEmpty()) {
                return read.get(read.size() - 1);
            }
            to = from;
        }
        return null;
    }
}
