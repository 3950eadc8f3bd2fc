package dev.baton.drill;

import dev.baton.cluster.KafkaRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What makes two records the same on both sides: key, value and headers. A missing value is not an empty one. */
record Fingerprint(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<String> headers) {
    static Fingerprint of(KafkaRecord read) {
        return new Fingerprint(
                wrap(read.key()),
                wrap(read.value()),
                StreamSupport.stream(read.headers().spliterator(), false)
                        .map(header -> header.key() + "=" + wrap(header.value()))
                        .toList());
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
