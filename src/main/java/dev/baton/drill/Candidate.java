package dev.baton.drill;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.StreamsApplications;
import dev.baton.config.FlowConfig;
import dev.baton.translate.Selection;
import dev.baton.translate.Translated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A group that a failover would have to deal with: one that the target knows of, that was named, or that the source says is of
 * the flow. Pure.
 *
 * @param items what the target alone could say of it, translated or not
 * @param right where it stands on the source, in the partitions that the selection speaks of
 * @param silence why the source did not say where it stands; null where it did
 */
record Candidate(
        String group,
        List<Translated> items,
        Map<TopicPartition, CommittedOffset> right,
        @Nullable String silence) {
    Candidate {
        items = List.copyOf(items);
        right = Map.copyOf(right);
    }

    /**
     * All of them, by name. A group that nobody named and that has no commit in the flow is none.
     *
     * @param byGroup what was translated from the target alone
     * @param right every commit on the source of the groups that may be meant
     */
    static List<Candidate> of(
            FlowConfig flow,
            Selection selection,
            Map<String, List<Translated>> byGroup,
            Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> right) {
        Set<String> names = new TreeSet<>(byGroup.keySet());
        names.addAll(selection.groups());
        names.addAll(right.keySet());
        List<Candidate> candidates = new ArrayList<>();
        for (String name : names) {
            Candidate candidate = of(flow, selection, name, byGroup.getOrDefault(name, List.of()), right.get(name));
            boolean wanted =
                    candidate.silence != null || !candidate.partitions().isEmpty();
            if (wanted || selection.groups().contains(name)) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    private static Candidate of(
            FlowConfig flow,
            Selection selection,
            String group,
            List<Translated> items,
            @Nullable Outcome<Map<TopicPartition, CommittedOffset>> right) {
        if (right instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
            return new Candidate(
                    group, items, Map.of(), String.valueOf(failed.failure().getMessage()));
        }
        Map<TopicPartition, CommittedOffset> commits = new PartitionMap<>();
        if (right != null) {
            commits.putAll(right.orThrow());
        }
        Set<TopicPartition> translated = PartitionMap.newSet();
        items.forEach(item -> translated.add(item.source()));
        commits.keySet()
                .removeIf(partition -> !translated.contains(partition) && !isOfFlow(flow, selection, partition));
        return new Candidate(group, items, commits, null);
    }

    /** Streams makes its internal topics anew on the target: their offsets mean nothing there. */
    private static boolean isOfFlow(FlowConfig flow, Selection selection, TopicPartition partition) {
        return selection.wantsPartition(flow, partition) && !StreamsApplications.ownsTopic(partition.topic());
    }

    /** All partitions of the source that it has, or had, a commit in. */
    Set<TopicPartition> partitions() {
        Set<TopicPartition> partitions = new TreeSet<>(ByPartition.ORDER);
        items.forEach(item -> partitions.add(item.source()));
        partitions.addAll(right.keySet());
        return partitions;
    }

    /** What no comparison of records can answer: whether the group would be carried over at all; empty where it would. */
    Optional<String> openQuestion() {
        if (silence != null) {
            return Optional.of(silence);
        }
        if (partitions().isEmpty()) {
            return Optional.of("no commit of it is known, on either cluster: is this its name?");
        }
        Set<TopicPartition> untold = partitions();
        items.forEach(item -> untold.remove(item.source()));
        return untold.stream()
                .findFirst()
                .map(first -> first + ": the group has a commit on the source, and the target does not know of it"
                        + (untold.size() > 1 ? "; nor of " + (untold.size() - 1) + " more" : "")
                        + ": a failover would leave it out");
    }
}
