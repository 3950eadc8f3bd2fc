package dev.baton.translate;

import dev.baton.cluster.KafkaRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a record is, apart from where it lies: 128 bits of a SHA-256 over time, key, value and headers. Null and empty are
 * different.
 */
public record Fingerprint(long high, long low) {
    private static final byte[] NULL = {-1, -1, -1, -1};

    /** The fingerprint of a record, with its time. */
    static Fingerprint of(KafkaRecord record) {
        return of(record, true);
    }

    /** The fingerprint of a record, on a topic whose copy is stamped anew without its time. */
    static Fingerprint of(KafkaRecord record, boolean withTime) {
        MessageDigest digest = sha256();
        if (withTime) {
            digest.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).array());
        }
        add(digest, record.key());
        add(digest, record.value());
        for (Header header : record.headers()) {
            add(digest, header.key().getBytes(StandardCharsets.UTF_8));
            add(digest, header.value());
        }
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    private static void add(MessageDigest digest, byte @Nullable [] bytes) {
        if (bytes == null) {
            digest.update(NULL);
        } else {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
