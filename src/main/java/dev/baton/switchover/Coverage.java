package dev.baton.switchover;

import dev.baton.config.FlowConfig;
import dev.baton.translate.Selection;
import dev.baton.translate.Translated;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the partitions on which a group has no commit, though it has on others of the topic: what its consumers do there
 * {@code auto.offset.reset} decides, and {@code latest} skips all that they have not read. One that holds no record costs
 * nothing, and many clients commit nothing there. Pure.
 */
final class Coverage {
    private final SwitchFacts facts;
    private final Selection selection;
    private final Map<String, List<TopicPartition>> holding = new HashMap<>();

    Coverage(SwitchFacts facts, Selection selection) {
        this.facts = facts;
        this.selection = selection;
        facts.translation().gathered().targetLogs().forEach((partition, log) -> {
            if (!log.isEmpty()) {
                holding.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition);
            }
        });
    }

    /** A partition without a commit, by its names on both clusters. */
    record Open(TopicPartition source, TopicPartition target) {}

    /**
     * Those of one group; none where the user gave the offsets himself, since then he chose the partitions.
     *
     * @param items what was found of the group
     */
    List<Open> open(String group, Collection<Translated> items) {
        if (!selection.given().isEmpty()) {
            return List.of();
        }
        Map<String, String> sourceTopics = new TreeMap<>();
        items.forEach(
                item -> sourceTopics.put(item.target().topic(), item.source().topic()));
        Set<TopicPartition> found = items.stream().map(Translated::target).collect(Collectors.toSet());
        found.addAll(facts.commitsOf(group).keySet());
        List<Open> open = new ArrayList<>();
        sourceTopics.forEach((topic, source) -> holding.getOrDefault(topic, List.of()).stream()
                .filter(target -> !found.contains(target))
                .map(target -> new Open(new TopicPartition(source, target.partition()), target))
                .filter(this::isWanted)
                .forEach(open::add));
        return open;
    }

    private boolean isWanted(Open open) {
        FlowConfig flow = facts.translation().gathered().flow();
        return selection.topics().isEmpty() || selection.wantsPartition(flow, open.source());
    }
}
