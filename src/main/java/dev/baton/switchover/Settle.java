package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Proves that producers have stopped: no log of the source grows for a while. Journals where they end. */
final class Settle implements SwitchStep {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Producers that were denied a moment ago may still have requests under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String label() {
        return "settle";
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
            Mirrors.pause(LOOK);
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
        Map<TopicPartition, Long> grown = new HashMap<>();
        now.forEach((partition, end) -> {
            long more = end - before.getOrDefault(partition, end);
            if (more != 0) {
                grown.put(partition, more);
            }
        });
        String named = new TreeSet<>(
                        grown.keySet().stream().map(TopicPartition::toString).toList())
                .stream().limit(10).collect(Collectors.joining(", "));
        return BatonException.refused(
                "producers still write to the source: " + named
                        + (grown.size() > 10 ? " and " + (grown.size() - 10) + " more partitions" : ""),
                "stop them, then go on with: baton switch resume ID; or make a new switch that denies them to write, with"
                        + " --fence-producers");
    }
}
