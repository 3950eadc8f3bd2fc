package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.failure.BatonException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Looks for a MirrorMaker 2 that writes to a cluster. */
public final class ForeignMirrorReader {
    private static final int LAST = 16;

    private final Cluster target;

    public ForeignMirrorReader(Cluster target) {
        this.target = target;
    }

    /** What it left in the given topics, for sources that are wanted. */
    public ForeignMirror read(Collection<String> topics, Predicate<String> sources) {
        List<String> heartbeats = topics.stream()
                .filter(topic ->
                        MirrorMakerNames.heartbeatsOf(topic).filter(sources).isPresent())
                .toList();
        Map<String, BatonException> unread = new HashMap<>();
        List<CheckpointLog> checkpoints = new CheckpointReader(target).read(topics, sources);
        for (CheckpointLog log : checkpoints) {
            BatonException failure = log.unread();
            if (failure != null) {
                unread.put(log.topic(), failure);
            }
        }
        Instant heartbeat = newest(heartbeats, unread::put);
        Map<TopicPartition, Copied> copied = new CopiedReader(sources).read(target, topics, unread::put);
        return new ForeignMirror(checkpoints, heartbeat, copied, unread);
    }

    private @Nullable Instant newest(List<String> topics, BiConsumer<String, BatonException> unread) {
        if (topics.isEmpty()) {
            return null;
        }
        try (RecordReader reader = target.records().open(Isolation.COMMITTED)) {
            return topics.stream()
                    .flatMap(topic -> last(reader, topic, unread).stream())
                    .filter(read -> !MirrorMakerWriter.wrote(read))
                    .flatMap(read -> MirrorMakerCodec.heartbeat(read).stream())
                    .map(MirrorHeartbeat::time)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    /** The newest few records: MirrorMaker 2 uses one partition only. */
    private List<KafkaRecord> last(RecordReader reader, String topic, BiConsumer<String, BatonException> unread) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Outcome<Long> end = target.offsets().logEnd(List.of(partition)).get(partition);
        if (end instanceof Outcome.Failed<Long> failed) {
            unread.accept(topic, failed.failure());
            return List.of();
        }
        try {
            long to = end == null ? 0 : end.orThrow();
            return reader.read(partition, Math.max(0, to - LAST), to, LAST);
        } catch (BatonException e) {
            unread.accept(topic, OptionalTopic.tolerated(e));
            return List.of();
        }
    }
}
