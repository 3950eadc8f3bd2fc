package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.TopicSpec;
import dev.baton.cluster.TopicWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints and heartbeats as MirrorMaker 2 does, for tools that read them. Each record carries a header that says
 * who wrote it: Baton never takes its own word for MirrorMaker 2's. Used by one thread for each of the two.
 */
public final class MirrorMakerWriter implements AutoCloseable {
    private static final Header MARK = new RecordHeader("baton", "emitted".getBytes(StandardCharsets.UTF_8));
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

    private final Cluster target;
    private final String source;
    private final short replicationFactor;
    private final String checkpointsTopic;
    private final String heartbeatsTopic;
    private volatile @Nullable TopicWriter checkpoints;
    private volatile @Nullable TopicWriter heartbeats;

    /** @param separator between the words of the topics' names */
    public MirrorMakerWriter(Cluster target, String source, String separator, short replicationFactor) {
        this.target = target;
        this.source = source;
        this.replicationFactor = replicationFactor;
        DefaultReplicationPolicy policy = new DefaultReplicationPolicy();
        policy.configure(Map.of(DefaultReplicationPolicy.SEPARATOR_CONFIG, separator));
        this.checkpointsTopic = policy.checkpointsTopic(source);
        this.heartbeatsTopic = policy.formatRemoteTopic(source, policy.heartbeatsTopic());
    }

    /** Whether Baton wrote a record of one of MirrorMaker 2's topics. */
    public static boolean wrote(KafkaRecord record) {
        return record.headers().lastHeader(MARK.key()) != null;
    }

    /** Writes checkpoints; returns when they are durable. */
    public void checkpoints(Collection<GroupCheckpoint> all) {
        TopicWriter writer = checkpoints;
        if (writer == null) {
            writer = writer(checkpointsTopic);
            checkpoints = writer;
        }
        for (GroupCheckpoint checkpoint : all) {
            writer.send(0, key(checkpoint), value(checkpoint), MARK);
        }
        writer.flush();
    }

    /** Writes a heartbeat of the flow; returns when it is durable. */
    public void heartbeat(Instant now) {
        TopicWriter writer = heartbeats;
        if (writer == null) {
            writer = writer(heartbeatsTopic);
            heartbeats = writer;
        }
        Struct key = new Struct(Heartbeat.KEY_SCHEMA)
                .set(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY, source)
                .set(Heartbeat.TARGET_CLUSTER_ALIAS_KEY, target.alias());
        Struct value = new Struct(Heartbeat.VALUE_SCHEMA_V0).set(Heartbeat.TIMESTAMP_KEY, now.toEpochMilli());
        Struct header = new Struct(Heartbeat.HEADER_SCHEMA).set(Heartbeat.VERSION_KEY, Heartbeat.VERSION);
        writer.send(0, bytes(Heartbeat.KEY_SCHEMA, key), versioned(header, value), MARK);
        writer.flush();
    }

    private TopicWriter writer(String topic) {
        target.topics().create(new TopicSpec(topic, 1, replicationFactor, COMPACTED));
        return target.records().writer(topic);
    }

    private static byte[] key(GroupCheckpoint checkpoint) {
        Struct key = new Struct(Checkpoint.KEY_SCHEMA)
                .set(Checkpoint.CONSUMER_GROUP_ID_KEY, checkpoint.group())
                .set(Checkpoint.TOPIC_KEY, checkpoint.partition().topic())
                .set(Checkpoint.PARTITION_KEY, checkpoint.partition().partition());
        return bytes(Checkpoint.KEY_SCHEMA, key);
    }

    private static byte[] value(GroupCheckpoint checkpoint) {
        Struct value = new Struct(Checkpoint.VALUE_SCHEMA_V0)
                .set(Checkpoint.UPSTREAM_OFFSET_KEY, checkpoint.upstreamOffset())
                .set(Checkpoint.DOWNSTREAM_OFFSET_KEY, checkpoint.downstreamOffset())
                .set(Checkpoint.METADATA_KEY, checkpoint.metadata());
        return versioned(new Struct(Checkpoint.HEADER_SCHEMA).set(Checkpoint.VERSION_KEY, Checkpoint.VERSION), value);
    }

    private static byte[] bytes(Schema schema, Struct struct) {
        ByteBuffer buffer = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(buffer, struct);
        return buffer.array();
    }

    private static byte[] versioned(Struct version, Struct value) {
        ByteBuffer buffer = ByteBuffer.allocate(version.sizeOf() + value.sizeOf());
        version.writeTo(buffer);
        value.writeTo(buffer);
        return buffer.array();
    }

    @Override
    public void close() {
        for (TopicWriter writer : new @Nullable TopicWriter[] {checkpoints, heartbeats}) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
