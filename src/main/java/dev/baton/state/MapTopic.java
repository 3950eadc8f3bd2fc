package dev.baton.state;

import dev.baton.cluster.KafkaRecord;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.RunHistory;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** What the records of the offset map topic, given in their order, say of each partition of each life of a topic. */
final class MapTopic {
    private final Map<Incarnation, RunHistory> histories = new HashMap<>();

    /** A partition of one life of a topic on the target. */
    private record Incarnation(String topicId, int partition) {}

    void accept(KafkaRecord read) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key == null) {
            return;
        }
        MapCodec.decodeLostKey(key).ifPresent(about -> {
            RunHistory history = of(about.topicId(), about.partition());
            if (value == null) {
                history.removeLost(about.firstTarget());
            } else {
                MapCodec.decodeLost(about.firstTarget(), value).ifPresent(history::putLost);
            }
        });
        MapCodec.decodeKey(key).ifPresent(about -> {
            RunHistory history = of(about.topicId(), about.partition());
            if (value == null) {
                history.remove(about.firstTarget());
            } else {
                MapCodec.decode(key, value)
                        .ifPresentOrElse(history::put, () -> history.putUnreadable(about.firstTarget()));
            }
        });
    }

    /** An empty one where nothing was said. */
    RunHistory of(Uuid topicId, int partition) {
        return histories.computeIfAbsent(
                new Incarnation(topicId.toString(), partition), i -> new RunHistory(topicId, partition));
    }

    /** The same by the id as a mark names it. */
    RunHistory of(String topicId, int partition) {
        RunHistory known = histories.get(new Incarnation(topicId, partition));
        return known == null ? new RunHistory(Uuid.ZERO_UUID, partition) : known;
    }
}
