package dev.baton.state;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicTail;
import dev.baton.config.ClusterConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far a flow is mirrored, followed as the mirrors mark it; for one thread. */
public final class MarkTail implements AutoCloseable {
    private final TopicTail tail;
    private final StateCodec codec = new StateCodec();
    private final Map<TopicPartition, Long> covered = new PartitionMap<>();

    public MarkTail(ClusterConfig target, String sourceAlias) {
        this.tail = new TopicTail(target, InternalTopics.snapshot(sourceAlias));
    }

    /**
     * Reads on.
     *
     * @return for each marked partition of the source: below it every committed record is on the target
     */
    public Map<TopicPartition, Long> covered(Duration atMost) {
        tail.poll(atMost, this::accept);
        return ByPartition.copy(covered);
    }

    private void accept(KafkaRecord read) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key != null && value != null) {
            codec.decode(key, value)
                    .filter(Mark.class::isInstance)
                    .map(Mark.class::cast)
                    .ifPresent(mark -> covered.put(mark.sourcePartition(), mark.coveredTo()));
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
