package dev.baton.switchover;

import dev.baton.translate.Gathered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Journals where the mirrored logs end: what lies above was written on the target. */
final class FailoverPoint implements SwitchStep {
    static final String LABEL = "failover-point";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public StepDone run(SwitchRun run) {
        Gathered gathered = run.facts().translation().gathered();
        List<TopicPartition> partitions = mirrored(gathered, run.plan().topics());
        List<OffsetList.Item> ends = new ArrayList<>();
        run.target()
                .offsets()
                .logEnd(partitions)
                .forEach(
                        (p, end) -> ends.add(new OffsetList.Item(null, p.topic(), p.partition(), end.orThrow(), null)));
        return StepDone.of(ends.size() + " log ends", new OffsetList(ends));
    }

    private static List<TopicPartition> mirrored(Gathered gathered, Collection<String> sourceTopics) {
        Set<TopicPartition> there = gathered.targetLogs().keySet();
        Set<Integer> numbers = there.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        return sourceTopics.stream()
                .flatMap(topic -> numbers.stream().map(number -> new TopicPartition(topic, number)))
                .map(gathered::targetOf)
                .filter(there::contains)
                .distinct()
                .toList();
    }
}
