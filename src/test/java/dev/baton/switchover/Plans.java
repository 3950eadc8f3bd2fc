package dev.baton.switchover;

import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.By;
import dev.baton.translate.Confidence;
import dev.baton.translate.Method;
import dev.baton.translate.Selection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Plans from east to west, made up by a test. */
final class Plans {
    static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    private Plans() {}

    static SwitchPlan failover(String id, List<GroupPlan> groups) {
        Selection selection =
                new Selection(groups.stream().map(GroupPlan::group).toList(), List.of());
        return plan(id, request(Mode.FAILOVER, selection), List.of(), groups);
    }

    static SwitchPlan plan(Mode mode, Selection selection, List<String> flowTopics, GroupPlan... groups) {
        return plan("the-switch", request(mode, selection), flowTopics, List.of(groups));
    }

    static SwitchPlan plan(String id, SwitchRequest request, List<String> flowTopics, List<GroupPlan> groups) {
        return new SwitchPlan(
                id,
                TIME,
                "east",
                "west",
                request,
                new Preconditions("west-id", Map.of(), null),
                groups,
                WholeFlow.isTaken(request, SwitchedGeneration.NONE, groups),
                flowTopics,
                Admission.NONE);
    }

    static SwitchRequest request(Mode mode, Selection selection) {
        return new SwitchRequest(
                mode,
                selection,
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                Fencing.NONE,
                List.of(),
                false,
                false);
    }

    /** A failover of the whole flow. */
    static SwitchPlan ofAll(Map<String, List<String>> topicsByGroup) {
        return of(List.of(), topicsByGroup);
    }

    /** A failover of named groups. */
    static SwitchPlan of(Map<String, List<String>> topicsByGroup) {
        return of(List.copyOf(topicsByGroup.keySet()), topicsByGroup);
    }

    /** A failover of named groups that read nothing which matters. */
    static SwitchPlan ofGroups(String... groups) {
        Map<String, List<String>> topicsByGroup = new TreeMap<>();
        Arrays.stream(groups).forEach(group -> topicsByGroup.put(group, List.of("orders")));
        return of(topicsByGroup);
    }

    private static SwitchPlan of(List<String> named, Map<String, List<String>> topicsByGroup) {
        List<GroupPlan> groups = new TreeMap<>(topicsByGroup)
                .entrySet().stream()
                        .map(entry -> new GroupPlan(
                                entry.getKey(),
                                Verdict.SWITCH,
                                null,
                                entry.getValue().stream()
                                        .map(topic -> partition(topic, 0, 40))
                                        .toList()))
                        .toList();
        return plan("id", request(Mode.FAILOVER, new Selection(named, List.of())), List.of(), groups);
    }

    /** A group that is committed at 40 in partition 0 of a topic. */
    static GroupPlan group(String group, String topic, Verdict verdict) {
        return new GroupPlan(group, verdict, null, List.of(partition(topic, 0, 40)));
    }

    /** A group that is to go from nowhere to an offset in each partition of one topic. */
    static GroupPlan group(String group, String topic, int partitions, long next) {
        return new GroupPlan(
                group,
                Verdict.SWITCH,
                null,
                IntStream.range(0, partitions)
                        .mapToObj(p -> partition(topic, p, next))
                        .toList());
    }

    private static PartitionPlan partition(String topic, int partition, long next) {
        return new PartitionPlan(
                topic,
                topic,
                partition,
                next,
                TIME,
                null,
                next,
                Confidence.EXACT,
                Method.PRESERVED,
                0L,
                null,
                0L,
                "",
                null,
                false);
    }
}
