package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.RecordReader;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys of a compacted partition that the target's applications have written since the failover: an older record behind
 * theirs would take their value's place.
 */
final class Superseded {
    private final Set<ByteBuffer> keys = new HashSet<>();

    private Superseded() {}

    /** Nothing for a topic that is not compacted. */
    static Superseded of(Cluster target, Tail tail) {
        Superseded superseded = new Superseded();
        Long point = tail.failoverPoint();
        if (tail.compacted()) {
            try (RecordReader reader = target.records().open(Isolation.COMMITTED)) {
                reader.walk(tail.target(), point == null ? 0 : point, Long.MAX_VALUE, record -> {
                    byte[] key = record.key();
                    if (key != null && !Origin.isIn(record.headers())) {
                        superseded.keys.add(ByteBuffer.wrap(key));
                    }
                    return true;
                });
            }
        }
        return superseded;
    }

    boolean covers(TailRecord record) {
        byte[] key = record.key();
        return key != null && keys.contains(ByteBuffer.wrap(key));
    }
}
