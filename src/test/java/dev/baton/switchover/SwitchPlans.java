package dev.baton.switchover;

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

/** SwitchPlans for tests of what is made from them. */
final class SwitchPlans {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    private SwitchPlans() {}

    /** Of the whole flow. */
    static SwitchPlan ofAll(Map<String, List<String>> topicsByGroup) {
        return of(List.of(), List.of(), topicsByGroup);
    }

    /** Of named groups. */
    static SwitchPlan of(Map<String, List<String>> topicsByGroup) {
        return of(List.copyOf(topicsByGroup.keySet()), List.of(), topicsByGroup);
    }

    static SwitchPlan with(Hook... hooks) {
        return of(List.of("shop"), List.of(hooks), Map.of("shop", List.of("orders")));
    }

    /** Of named groups that read nothing which matters. */
    static SwitchPlan ofGroups(String... groups) {
        Map<String, List<String>> topicsByGroup = new TreeMap<>();
        Arrays.stream(groups).forEach(group -> topicsByGroup.put(group, List.of("orders")));
        return of(topicsByGroup);
    }

    private static SwitchPlan of(List<String> named, List<Hook> hooks, Map<String, List<String>> topicsByGroup) {
        SwitchRequest request = new SwitchRequest(
                Mode.FAILOVER,
                new Selection(named, List.of()),
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                Fencing.NONE,
                hooks,
                false,
                false);
        List<GroupPlan> groups = new TreeMap<>(topicsByGroup)
                .entrySet().stream()
                        .map(entry -> new GroupPlan(
                                entry.getKey(),
                                Verdict.SWITCH,
                                null,
                                entry.getValue().stream()
                                        .map(SwitchPlans::partition)
                                        .toList()))
                        .toList();
        return new SwitchPlan(
                "id",
                TIME,
                "east",
                "west",
                request,
                new Preconditions("west-id", Map.of(), null),
                groups,
                request.wantsAll(),
                List.of());
    }

    private static PartitionPlan partition(String topic) {
        return new PartitionPlan(
                topic, topic, 0, 40L, TIME, null, 40L, Confidence.EXACT, Method.PRESERVED, 0L, 0L, 0L, "", null, false);
    }
}
