package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
        return new ForeignMirror(
                new CheckpointReader(target).read(topics, sources),
                newest(heartbeats),
                new CopiedReader(sources).read(target, topics));
    }

    private @Nullable Instant newest(List<String> topics) {
        if (topics.isEmpty()) {
            return null;
        }
        try (RecordReader reader = target.records().open(Isolation.COMMITTED)) {
            return topics.stream()
                    .flatMap(topic -> last(reader, topic))
                    .filter(read -> !MirrorMakerWriter.wrote(read))
                    .flatMap(read -> MirrorMakerCodec.heartbeat(read).stream())
                    .map(MirrorHeartbeat::time)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    /** The newest few records: MirrorMaker 2 uses one partition only. */
    private Stream<KafkaRecord> last(RecordReader reader, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        return Stream.ofNullable(target.offsets().logEnd(List.of(partition)).get(partition))
                .flatMap(end -> Stream.ofNullable(end.orNull()))
                .flatMap(end -> reader.read(partition, Math.max(0, end - LAST), end, LAST).stream());
    }
}
