package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Proves that producers have stopped: no log of the source grows for a while. Journals where they end. */
final class Settle implements SwitchStep {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Producers that were denied a moment ago may still have requests under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static final String LABEL = "settle";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public StepDone run(SwitchRun run) {
        Duration settle = run.plan().request().fencing().settle();
        Cluster source = run.site().requireSource();
        List<TopicPartition> partitions =
                SourceEnds.partitions(source, run.plan().topics());
        Map<TopicPartition, Long> first = SourceEnds.of(source, partitions);
        Map<TopicPartition, Long> ends = first;
        Instant begun = run.site().clock().instant();
        Instant movedAt = begun;
        while (Duration.between(movedAt, run.site().clock().instant()).compareTo(settle) < 0) {
            Pause.take(LOOK);
            run.journal().alive();
            Map<TopicPartition, Long> now = SourceEnds.of(source, partitions);
            Instant looked = run.site().clock().instant();
            if (!now.equals(ends)) {
                movedAt = looked;
                if (Duration.between(begun, looked).compareTo(PATIENCE.plus(settle)) > 0) {
                    throw stillWritten(ends, now);
                }
                ends = now;
            }
        }
        run.settledAt(ends);
        return StepDone.of(
                "the ends of " + ends.size() + " partitions stood still for " + settle.toMillis() + " ms",
                journaled(ends));
    }

    private static OffsetList journaled(Map<TopicPartition, Long> ends) {
        List<OffsetList.Item> items = new ArrayList<>();
        ends.forEach((p, end) -> items.add(new OffsetList.Item(null, p.topic(), p.partition(), end, null)));
        return new OffsetList(items);
    }

    /** The refusal that names who is still written to. */
    static BatonException stillWritten(Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
        return BatonException.refused(
                "producers still write to the source: "
                        + Partitions.named(grown(before, now).keySet()),
                "stop them, then go on with: baton switch resume ID; or make a new switch that denies them to write, with"
                        + " --fence-producers");
    }

    /** By how much ends differ; those of partitions that have come since from 0. */
    static Map<TopicPartition, Long> grown(Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
        Map<TopicPartition, Long> grown = new PartitionMap<>();
        now.forEach((partition, end) -> {
            long more = end - before.getOrDefault(partition, 0L);
            if (more != 0) {
                grown.put(partition, more);
            }
        });
        return grown;
    }
}
