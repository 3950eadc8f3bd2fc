package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.switchover.SettledEnds.Settled;
import dev.baton.translate.Gathered;
import dev.baton.wire.LogEnds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Journals where the mirrored logs end: what lies above was written on the target. A log is waited for until all of it is
 * replicated, and no longer than a call may take: nobody can say where one ends that is not. Where the operator accepts that,
 * its leader's word is taken.
 */
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
        Settled settled = settled(run, partitions);
        settled.offsets().forEach((p, end) -> ends.add(new OffsetList.Item(null, p.topic(), p.partition(), end, null)));
        String unreplicated = settled.unreplicated();
        return StepDone.of(
                ends.size() + " log ends" + (unreplicated.isEmpty() ? "" : "; accepted: " + unreplicated),
                new OffsetList(ends));
    }

    private static Settled settled(SwitchRun run, List<TopicPartition> partitions) {
        Cluster target = run.target();
        // one whose leader is gone since it was gathered fails here, with the reason
        target.offsets().logEnd(partitions).values().forEach(Outcome::orThrow);
        if (partitions.isEmpty()) {
            return new Settled(Map.of(), "");
        }
        try (LogEnds logs = new LogEnds(target.config(), "baton-switch-ends")) {
            return new SettledEnds(
                            logs::look,
                            run.site().clock(),
                            target.patience(),
                            run.site().acceptUnreplicated())
                    .await(partitions, run.journal()::alive);
        }
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
