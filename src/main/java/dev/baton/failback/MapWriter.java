package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.Run;
import dev.baton.state.InternalTopics;
import dev.baton.state.ShardMap;
import java.util.List;
import org.apache.kafka.common.Uuid;

/** Writes the offset map of partitions that nobody mirrors now, in place of what it said before. */
final class MapWriter implements AutoCloseable {
    private static final int RUNS_AN_ENTRY = 10_000;

    private final Cluster target;
    private final String source;
    private final TopicWriter writer;

    MapWriter(Cluster target, String source) {
        this.target = target;
        this.source = source;
        this.writer = target.records().writer(InternalTopics.offsetMap(source));
    }

    /** Replaces all runs of one partition; returns when that is durable. */
    void replace(String topic, int partition, String targetTopicId, List<Run> runs) {
        int shard = InternalTopics.shardOf(topic, partition);
        Uuid id = Uuid.fromString(targetTopicId);
        try (ShardMap before = new ShardMap(target, source, shard)) {
            before.readOn();
            before.of(id, partition).reaching(0).forEach(entry -> writer.send(shard, MapCodec.key(entry), null));
        }
        for (int from = 0; from < runs.size(); from += RUNS_AN_ENTRY) {
            MapEntry entry =
                    new MapEntry(id, partition, runs.subList(from, Math.min(runs.size(), from + RUNS_AN_ENTRY)));
            writer.send(shard, MapCodec.key(entry), MapCodec.value(entry));
        }
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
