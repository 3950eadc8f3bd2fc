package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.failure.BatonException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What Baton keeps of one flow, for a command that looks several times: read from its start once, then from where the last
 * reading ended. Each time all of it, or a failure: never a part.
 */
public final class StateLog {
    private final String source;
    private final StateCodec codec = new StateCodec();
    private Latest latest = new Latest();
    private long next;

    /** Of the flow from the given source. */
    public StateLog(String source) {
        this.source = source;
    }

    /** The alias of the flow's source. */
    public String source() {
        return source;
    }

    /** The state up to now; an empty one where Baton never mirrored the flow. */
    public synchronized FlowState read(Cluster target) {
        try {
            next = target.records().readOn(InternalTopics.snapshot(source), next, latest::accept);
            if (next == 0) {
                // nothing is there any more
                latest = new Latest();
            }
        } catch (BatonException e) {
            latest = new Latest();
            next = 0;
            throw e;
        }
        return latest.state(source);
    }

    /** The last record of each key; a tombstone takes its key away. */
    private final class Latest {
        private final Map<ByteBuffer, StateRecord> records = new HashMap<>();
        private int skipped;

        void accept(KafkaRecord read) {
            byte[] key = read.key();
            if (key == null) {
                skipped++;
                return;
            }
            records.remove(ByteBuffer.wrap(key));
            byte[] value = read.value();
            if (value != null) {
                codec.decode(key, value)
                        .ifPresentOrElse(state -> records.put(ByteBuffer.wrap(key), state), () -> skipped++);
            }
        }

        FlowState state(String source) {
            return FlowState.of(source, records.values(), skipped);
        }
    }
}
