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
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks up where groups come to that go back by a span of time: to the first record which is not older than that span before
 * the last one they have read.
 */
final class Rewinds {
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
        TopicPartition partition = place.partition();
        Optional<KafkaRecord> anchor = reader.lastBefore(partition, place.offset(), log.start());
        if (anchor.isEmpty()) {
            return place.offset();
        }
        Outcome<Optional<TimedOffset>> found = target.offsets()
                .atTime(Map.of(partition, anchor.get().timestamp() - millis))
                .get(partition);
        return found == null
                ? place.offset()
                : found.orThrow()
                        .map(timed -> Math.min(timed.offset(), place.offset()))
                        .orElse(place.offset());
    }
}
