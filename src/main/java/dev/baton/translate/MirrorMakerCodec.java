package dev.baton.translate;

import dev.baton.cluster.KafkaRecord;
import dev.baton.translate.SyncHistory.Sync;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The bytes of MirrorMaker 2's internal topics. Tombstones, short and foreign records and unknown versions are passed over. */
final class MirrorMakerCodec {
    private static final int CHECKPOINT_VERSION = 0;

    private MirrorMakerCodec() {}

    /** A sync with the source partition that it speaks of. */
    record PartitionSync(TopicPartition source, Sync sync) {}

    /** A checkpoint: one commit of a group, translated; {@code target} is a partition of the target. */
    record Checkpoint(
            String group, TopicPartition target, long upstream, long downstream, String metadata, Instant written) {}

    static Optional<PartitionSync> sync(KafkaRecord read) {
        return decode(read.key(), read.value(), (key, value) -> {
            TopicPartition source = new TopicPartition(string(key), key.getInt());
            return new PartitionSync(source, new Sync(value.getLong(), value.getLong()));
        });
    }

    static Optional<Checkpoint> checkpoint(KafkaRecord read) {
        return decode(read.key(), read.value(), (key, value) -> {
            String group = string(key);
            TopicPartition target = new TopicPartition(string(key), key.getInt());
            if (value.getShort() != CHECKPOINT_VERSION) {
                return null;
            }
            return new Checkpoint(
                    group,
                    target,
                    value.getLong(),
                    value.getLong(),
                    string(value),
                    Instant.ofEpochMilli(read.timestamp()));
        });
    }

    private interface Decoder<T> {
        @Nullable
        T decode(ByteBuffer key, ByteBuffer value);
    }

    private static <T> Optional<T> decode(byte @Nullable [] key, byte @Nullable [] value, Decoder<T> decoder) {
        if (key == null || value == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(decoder.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(value)));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String string(ByteBuffer buffer) {
        short length = buffer.getShort();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("not a string of Kafka's");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
