package dev.baton.mirrormaker;

import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.KafkaRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of MirrorMaker 2's internal topics: strings with a length of two bytes, big-endian integers.
 *
 * <p>The topics are hostile input: what is short, foreign, of an unknown version, or names an impossible offset, is empty
 * here and counted by the reader, never an exception.
 */
final class MirrorMakerCodec {
    private static final short VERSION = 0;
    /** What Java puts where bytes are no UTF-8; a name may hold it, too. */
    private static final char REPLACEMENT = '\uFFFD';

    private MirrorMakerCodec() {}

    /** A checkpoint, by what its key says that it is about; it names the topic as on the target. */
    static Optional<GroupCheckpoint> checkpoint(String source, GroupPartition about, KafkaRecord read) {
        return checkpoint(source, about, read.value(), Instant.ofEpochMilli(read.timestamp()));
    }

    static Optional<GroupCheckpoint> checkpoint(
            String source, GroupPartition about, byte @Nullable [] value, Instant written) {
        return decode(value, fields -> {
            requireVersion(fields);
            return new GroupCheckpoint(
                    source, about.group(), about.partition(), offset(fields), offset(fields), string(fields), written);
        });
    }

    /** What a checkpoint's key says that it is about. */
    static Optional<GroupPartition> checkpointKey(byte @Nullable [] key) {
        return decode(key, name -> new GroupPartition(string(name), partition(name)));
    }

    /** An offset sync; it names the topic as on the source. */
    static Optional<OffsetSync> sync(KafkaRecord read) {
        return sync(read.key(), read.value(), Instant.ofEpochMilli(read.timestamp()));
    }

    static Optional<OffsetSync> sync(byte @Nullable [] key, byte @Nullable [] value, Instant written) {
        return decode(
                key, value, (name, fields) -> new OffsetSync(partition(name), offset(fields), offset(fields), written));
    }

    /** A heartbeat. */
    static Optional<MirrorHeartbeat> heartbeat(KafkaRecord read) {
        return heartbeat(read.key(), read.value());
    }

    static Optional<MirrorHeartbeat> heartbeat(byte @Nullable [] key, byte @Nullable [] value) {
        return decode(key, value, (name, fields) -> {
            String source = string(name);
            String target = string(name);
            requireVersion(fields);
            return new MirrorHeartbeat(source, target, Instant.ofEpochMilli(fields.getLong()));
        });
    }

    private interface Decoder<T> {
        T decode(ByteBuffer bytes) throws CharacterCodingException;
    }

    private interface PairDecoder<T> {
        T decode(ByteBuffer key, ByteBuffer value) throws CharacterCodingException;
    }

    private static <T> Optional<T> decode(byte @Nullable [] bytes, Decoder<T> decoder) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)));
        } catch (BufferUnderflowException | IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> decode(byte @Nullable [] key, byte @Nullable [] value, PairDecoder<T> decoder) {
        return key == null ? Optional.empty() : decode(value, fields -> decoder.decode(ByteBuffer.wrap(key), fields));
    }

    private static TopicPartition partition(ByteBuffer buffer) throws CharacterCodingException {
        String topic = string(buffer);
        int partition = buffer.getInt();
        if (topic.isEmpty() || partition < 0) {
            throw new IllegalArgumentException("no partition");
        }
        return new TopicPartition(topic, partition);
    }

    private static long offset(ByteBuffer buffer) {
        long offset = buffer.getLong();
        if (offset < 0) {
            throw new IllegalArgumentException("no offset");
        }
        return offset;
    }

    private static void requireVersion(ByteBuffer buffer) {
        if (buffer.getShort() != VERSION) {
            throw new IllegalArgumentException("an unknown version");
        }
    }

    private static String string(ByteBuffer buffer) throws CharacterCodingException {
        short length = buffer.getShort();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("not a string of Kafka's");
        }
        if (length == 0) {
            return "";
        }
        ByteBuffer bytes = buffer.slice().limit(length);
        buffer.position(buffer.position() + length);
        String text = new String(bytes.array(), bytes.arrayOffset(), length, StandardCharsets.UTF_8);
        // a decoder that is strict costs many times as much, and there can be millions of strings
        return text.indexOf(REPLACEMENT) < 0
                ? text
                : StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
