package dev.baton.switchover;

import dev.baton.translate.Gathered;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        Set<String> sources = new HashSet<>(run.plan().topics());
        if (Mirrors.takesAll(run.plan())) {
            // the mirror stops for topics that no group reads as well
            gathered.state().marks().keySet().forEach(partition -> sources.add(partition.topic()));
        }
        List<TopicPartition> partitions = gathered.targetLogs().keySet().stream()
                .filter(partition -> sources.stream().anyMatch(topic -> isMirrorOf(gathered, topic, partition)))
                .toList();
        List<OffsetList.Item> ends = new ArrayList<>();
        run.target()
                .offsets()
                .logEnd(partitions)
                .forEach(
                        (p, end) -> ends.add(new OffsetList.Item(null, p.topic(), p.partition(), end.orThrow(), null)));
        return StepDone.of(ends.size() + " log ends", new OffsetList(ends));
    }

    private static boolean isMirrorOf(Gathered gathered, String sourceTopic, TopicPartition target) {
        TopicPartition source = new TopicPartition(sourceTopic, target.partition());
        return gathered.targetOf(source).equals(target);
    }
}
