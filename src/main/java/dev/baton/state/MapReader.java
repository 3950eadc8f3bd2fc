package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Reads the offset maps of a flow from its target cluster. */
public final class MapReader {
    private final Cluster target;

    public MapReader(Cluster target) {
        this.target = target;
    }

    /**
     * The offset map of every partition that has a mark, by its name on the source. Runs of other incarnations of a topic
     * are void. A failed outcome means that nothing may be translated through the map there.
     */
    public Map<TopicPartition, Outcome<OffsetMap>> read(FlowState flow) {
        Map<TopicPartition, Outcome<OffsetMap>> maps = new HashMap<>();
        if (flow.marks().isEmpty()) {
            return maps;
        }
        Map<Incarnation, List<Run>> runs = runs(flow.source());
        flow.marks().forEach((partition, mark) -> {
            Incarnation incarnation = new Incarnation(mark.targetTopicId(), mark.partition());
            maps.put(partition, map(mark, runs.getOrDefault(incarnation, List.of())));
        });
        return maps;
    }

    /** The entries of one partition, by the incarnation of the target topic, as its shard's part of the map has them. */
    public List<MapEntry> entries(String source, int shard, Uuid targetTopicId, int partition) {
        Map<ByteBuffer, MapEntry> entries = new HashMap<>();
        try (RecordReader reader = target.records().open(Isolation.COMMITTED)) {
            reader.readToEnd(
                    List.of(new TopicPartition(InternalTopics.offsetMap(source), shard)), read -> keep(entries, read));
        }
        return entries.values().stream()
                .filter(entry -> entry.topicId().equals(targetTopicId) && entry.partition() == partition)
                .sorted(Comparator.comparingLong(MapEntry::firstTarget))
                .toList();
    }

    private Map<Incarnation, List<Run>> runs(String source) {
        Map<ByteBuffer, MapEntry> entries = new HashMap<>();
        target.records().readToEnd(InternalTopics.offsetMap(source), read -> keep(entries, read));
        Map<Incarnation, List<Run>> runs = new HashMap<>();
        for (MapEntry entry : entries.values()) {
            Incarnation incarnation = new Incarnation(entry.topicId().toString(), entry.partition());
            runs.computeIfAbsent(incarnation, key -> new ArrayList<>()).addAll(entry.runs());
        }
        return runs;
    }

    private static void keep(Map<ByteBuffer, MapEntry> entries, KafkaRecord read) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key == null) {
            return;
        }
        entries.remove(ByteBuffer.wrap(key));
        if (value != null) {
            MapCodec.decode(key, value).ifPresent(entry -> entries.put(ByteBuffer.wrap(key), entry));
        }
    }

    static Outcome<OffsetMap> map(Mark mark, List<Run> runs) {
        if (runs.isEmpty()) {
            return withoutRuns(mark);
        }
        try {
            return Outcome.known(OffsetMap.of(runs));
        } catch (IllegalArgumentException e) {
            return written(mark, runs);
        }
    }

    /** A mapped partition begins with a run, so that one without holds no record yet, or lost its map. */
    private static Outcome<OffsetMap> withoutRuns(Mark mark) {
        if (mark.mode() == Mark.Mode.PRESERVED) {
            return Outcome.known(OffsetMap.PRESERVED);
        }
        if (mark.lastTimestamp() == null && mark.sourceLeaderEpoch() == null) {
            return Outcome.known(OffsetMap.of(List.of(new Run(mark.sourceOffset(), mark.targetOffset()))));
        }
        return broken(mark, "has no runs");
    }

    /**
     * Runs are written ahead of their records. One that was never followed by a record, since its writer was killed, stays
     * until the next owner removes it, and can contradict a later one.
     */
    private static Outcome<OffsetMap> written(Mark mark, List<Run> runs) {
        List<Run> followed =
                runs.stream().filter(run -> run.target() < mark.targetOffset()).toList();
        try {
            return followed.isEmpty() ? withoutRuns(mark) : Outcome.known(OffsetMap.of(followed));
        } catch (IllegalArgumentException e) {
            return broken(mark, "contradicts itself: " + e.getMessage());
        }
    }

    private static Outcome<OffsetMap> broken(Mark mark, String what) {
        return Outcome.failed(new BatonException(
                FailureKind.INCOMPLETE, "the offset map of " + mark.topic() + "-" + mark.partition() + " " + what));
    }

    /** A partition of one life of a topic on the target. */
    private record Incarnation(String topicId, int partition) {}
}
