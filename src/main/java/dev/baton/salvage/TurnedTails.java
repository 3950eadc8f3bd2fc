package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.StateReader;
import dev.baton.state.StateWriter;
import dev.baton.state.TurnPoint;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tails of partitions that a failback has turned round already. What is written on the new active cluster from now on comes
 * back behind them: a switch back has to know, as it knows of a salvage that came before the failback.
 */
final class TurnedTails implements AutoCloseable {
    private final Map<TopicPartition, TurnPoint> turns;
    private final @Nullable StateWriter state;

    /**
     * Reads where the flow back was turned round; nothing where a file stands for a cluster that does not answer.
     *
     * @param old the old active cluster; null where nobody named it
     */
    TurnedTails(FlowConfig flow, @Nullable Cluster old) {
        turns = old == null ? Map.of() : turns(flow, old);
        state = old == null || turns.isEmpty() ? null : new StateWriter(old, flow.to());
    }

    private static Map<TopicPartition, TurnPoint> turns(FlowConfig flow, Cluster old) {
        try {
            return new StateReader(old).read(flow.to()).turns();
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
            return Map.of();
        }
    }

    /** To be called before the first record of a tail is written: a salvage that dies on the way counts as well. */
    void salvages(Tail tail, long records) {
        TurnPoint turn = turns.get(tail.target());
        StateWriter writer = state;
        if (turn != null
                && writer != null
                && turn.switchId().equals(tail.switchId())
                && turn.targetTopicId().equals(tail.sourceTopicId())
                && turn.salvaged() < records) {
            writer.write(turn.withSalvaged(records));
        }
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}
