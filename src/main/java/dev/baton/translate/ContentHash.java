package dev.baton.translate;

import dev.baton.cluster.KafkaRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Makes fingerprints of records, without their time. Null and empty are different. For one thread. */
final class ContentHash {
    private static final byte[] NULL = {-1, -1, -1, -1};

    private final MessageDigest digest;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Fingerprint of(KafkaRecord record) {
        digest.reset();
        add(record.key());
        add(record.value());
        for (Header header : record.headers()) {
            add(header.key().getBytes(StandardCharsets.UTF_8));
            add(header.value());
        }
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    private void add(byte @Nullable [] bytes) {
        if (bytes == null) {
            digest.update(NULL);
        } else {
            digest.update(length.putInt(0, bytes.length).array());
            digest.update(bytes);
        }
    }
}
