package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * Reads MirrorMaker 2's checkpoints from the target, all partitions to the ends that they have at the start: a deadline is a
 * failure, never a part of the checkpoints. A tombstone removes a checkpoint.
 */
public final class CheckpointReader {
    private final Cluster target;

    public CheckpointReader(Cluster target) {
        this.target = target;
    }

    /** The checkpoints topics among the given ones whose source is wanted, in order of their names. */
    public List<CheckpointLog> read(Collection<String> topics, Predicate<String> sources) {
        List<CheckpointLog> logs = new ArrayList<>();
        topics.stream()
                .sorted()
                .forEach(topic -> MirrorMakerNames.checkpointsOf(topic)
                        .filter(sources)
                        .ifPresent(source -> logs.add(read(topic, source))));
        return logs;
    }

    private CheckpointLog read(String topic, String source) {
        Latest latest = new Latest(source);
        target.records().readToEnd(topic, latest::accept);
        return new CheckpointLog(topic, source, List.copyOf(latest.checkpoints.values()), latest.skipped);
    }

    /** The last checkpoint of each key. */
    private static final class Latest {
        private final String source;
        private final Map<ByteBuffer, GroupCheckpoint> checkpoints = new LinkedHashMap<>();
        private int skipped;

        Latest(String source) {
            this.source = source;
        }

        void accept(KafkaRecord read) {
            byte[] key = read.key();
            byte[] value = read.value();
            if (key == null) {
                skipped++;
            } else if (value == null) {
                checkpoints.remove(ByteBuffer.wrap(key));
            } else {
                decode(source, key, value, Instant.ofEpochMilli(read.timestamp()))
                        .ifPresentOrElse(found -> checkpoints.put(ByteBuffer.wrap(key), found), () -> skipped++);
            }
        }
    }

    static Optional<GroupCheckpoint> decode(String source, byte[] key, byte[] value, Instant written) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            if (Checkpoint.HEADER_SCHEMA.read(bytes).getShort(Checkpoint.VERSION_KEY) != Checkpoint.VERSION) {
                return Optional.empty();
            }
            Struct fields = Checkpoint.VALUE_SCHEMA_V0.read(bytes);
            Struct name = Checkpoint.KEY_SCHEMA.read(ByteBuffer.wrap(key));
            return Optional.of(new GroupCheckpoint(
                    source,
                    name.getString(Checkpoint.CONSUMER_GROUP_ID_KEY),
                    new TopicPartition(name.getString(Checkpoint.TOPIC_KEY), name.getInt(Checkpoint.PARTITION_KEY)),
                    fields.getLong(Checkpoint.UPSTREAM_OFFSET_KEY),
                    fields.getLong(Checkpoint.DOWNSTREAM_OFFSET_KEY),
                    fields.getString(Checkpoint.METADATA_KEY),
                    written));
        } catch (SchemaException e) {
            return Optional.empty();
        }
    }
}
