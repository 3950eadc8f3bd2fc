package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Reads MirrorMaker 2's heartbeats, its own and those that it copied; only the newest, since there is one a second. */
public final class HeartbeatReader {
    private static final int LAST = 1_000;

    private final Cluster cluster;

    public HeartbeatReader(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The heartbeats topics among the given ones. */
    public List<HeartbeatLog> read(Collection<String> topics) {
        List<String> names =
                topics.stream().filter(MirrorMakerNames::isHeartbeats).sorted().toList();
        List<HeartbeatLog> logs = new ArrayList<>();
        try (RecordReader reader = cluster.records().open(Isolation.COMMITTED)) {
            names.forEach(topic -> logs.add(read(reader, topic)));
        }
        return logs;
    }

    private HeartbeatLog read(RecordReader reader, String topic) {
        Found found = new Found();
        Map<TopicPartition, Outcome<Long>> ends = cluster.offsets().logEnd(reader.partitionsOf(topic));
        ends.forEach((partition, end) -> {
            long to = end.orThrow();
            reader.scan(partition, Math.max(0, to - LAST), to, found::accept);
        });
        return new HeartbeatLog(topic, List.copyOf(found.latest.values()), found.skipped);
    }

    /** What was read so far. */
    private static final class Found {
        private final Map<String, MirrorHeartbeat> latest = new TreeMap<>();
        private int skipped;

        boolean accept(KafkaRecord read) {
            if (read.value() != null) {
                MirrorMakerCodec.heartbeat(read).ifPresentOrElse(this::keep, () -> skipped++);
            }
            return true;
        }

        private void keep(MirrorHeartbeat beat) {
            latest.merge(
                    beat.source() + "->" + beat.target(),
                    beat,
                    (a, other) -> a.time().isAfter(other.time()) ? a : other);
        }
    }
}
