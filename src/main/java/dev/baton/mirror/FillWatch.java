package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.OffsetsChoice;
import dev.baton.config.OffsetsMode;
import dev.baton.state.Mark;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Finds the partitions whose gaps come faster than they can be filled, among those for which Baton chooses the offsets. */
final class FillWatch {
    private final OffsetsChoice offsets;
    private final Map<TopicPartition, FillPace> paces = new PartitionMap<>();

    FillWatch(OffsetsChoice offsets) {
        this.offsets = offsets;
    }

    /** Looks at how far the partitions are. */
    Map<TopicPartition, FillPace.Rates> look(Map<TopicPartition, Progress> progress, Instant now) {
        paces.keySet().retainAll(progress.keySet());
        Map<TopicPartition, FillPace.Rates> overtaken = new PartitionMap<>();
        progress.forEach((partition, at) -> {
            Long stable = at.lastStable();
            Long filled = at.filled();
            if (stable != null && filled != null && isOurs(partition, at)) {
                paces.computeIfAbsent(partition, p -> new FillPace())
                        .look(new FillPace.Sample(now, at.coveredTo(), stable, filled, at.heldNanos()))
                        .ifPresent(rates -> overtaken.put(partition, rates));
            }
        });
        return overtaken;
    }

    private boolean isOurs(TopicPartition partition, Progress at) {
        return at.start().mode() == Mark.Mode.PRESERVED && offsets.of(partition.topic()) == OffsetsMode.AUTO;
    }
}
