package dev.baton.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes on a cluster what MirrorMaker 2 leaves there, and what one with a fault would. The bytes are those of {@code
 * Checkpoint} and {@code OffsetSync} of Kafka's connect/mirror.
 */
public record MirrorMakerRecords(KafkaCluster cluster) {

    /** A checkpoint for partition 0, by the topic's name on the target, which the cluster is. */
    public MirrorMakerRecords checkpoint(String source, String group, String topic, long upstream, long downstream) {
        return checkpoint(source, group, topic, upstream, downstream, Instant.now());
    }

    /** The same of an earlier time. */
    public MirrorMakerRecords checkpoint(
            String source, String group, String topic, long upstream, long downstream, Instant written) {
        ByteBuffer value = ByteBuffer.allocate(20)
                .putShort((short) 0)
                .putLong(upstream)
                .putLong(downstream)
                .putShort((short) 0);
        write(source + ".checkpoints.internal", key(group, topic), value, written);
        return this;
    }

    /** An offset sync for partition 0, by the topic's name on the source, in the topic that is named after the other cluster. */
    public MirrorMakerRecords sync(String other, String topic, long upstream, long downstream) {
        ByteBuffer value = ByteBuffer.allocate(16).putLong(upstream).putLong(downstream);
        write("mm2-offset-syncs." + other + ".internal", key(topic), value, Instant.now());
        return this;
    }

    private static byte[] key(String... names) {
        ByteBuffer key = ByteBuffer.allocate(1_000);
        for (String name : names) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            key.putShort((short) text.length).put(text);
        }
        return bytes(key.putInt(0));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void write(String topic, byte[] key, ByteBuffer value, Instant written) {
        try (var producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topic, 0, written.toEpochMilli(), key, bytes(value)));
            producer.flush();
        }
    }
}
