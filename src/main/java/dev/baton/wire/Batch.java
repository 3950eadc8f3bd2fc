package dev.baton.wire;

import java.nio.ByteBuffer;

/** One batch on its way to one partition; the bytes are rewritten to carry the producer's claim. */
public record Batch(PartitionRef partition, ByteBuffer bytes, long producerId, short epoch, int sequence) {
    ByteBuffer claimed() {
        BatchHeader.claim(bytes, producerId, epoch, sequence);
        return bytes.duplicate();
    }
}
