package dev.baton.inspect;

import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Outcome;
import dev.baton.inspect.GroupsReport.Item;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.translate.Confidence;
import dev.baton.translate.Translated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What became known about groups, and what it comes to. Pure.
 *
 * @param onTarget those that exist there, and those of which the target does not tell
 * @param exactlyOnce Streams applications that write in transactions
 */
record GroupsSurvey(
        boolean sourceReachable,
        Map<String, GroupInfo> onSource,
        Map<String, Set<TopicPartition>> commits,
        Map<String, GroupDescription> describedOnSource,
        Map<String, Outcome<GroupDescription>> onTarget,
        Set<String> excluded,
        Set<String> exactlyOnce,
        Map<String, List<Translated>> translated) {

    /** The source did not answer: what was translated from the target alone. */
    static GroupsSurvey withoutSource(Map<String, List<Translated>> translated) {
        return new GroupsSurvey(false, Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), translated);
    }

    GroupsReport report() {
        Set<String> groups = new TreeSet<>(onSource.keySet());
        groups.addAll(translated.keySet());
        return new GroupsReport(sourceReachable, groups.stream().map(this::item).toList());
    }

    private Item item(String group) {
        GroupInfo info = onSource.get(group);
        GroupKind kind = info == null ? null : GroupKind.of(info, commits.getOrDefault(group, Set.of()));
        GroupDescription there = describedOnSource.get(group);
        GroupDescription here = onTarget(group);
        List<Translated> items = translated.getOrDefault(group, List.of());
        return new Item(
                group,
                kind,
                info == null ? null : info.state().toString(),
                there == null ? null : (Integer) there.members().size(),
                here == null ? null : here.state().toString(),
                here == null ? null : (Integer) here.members().size(),
                items.size(),
                count(items, Confidence.EXACT),
                count(items, Confidence.AT_MOST),
                count(items, Confidence.UNKNOWN),
                reread(items),
                outlook(group, kind, items, here),
                reason(group, kind, items, here));
    }

    private Outlook outlook(
            String group, @Nullable GroupKind kind, List<Translated> items, @Nullable GroupDescription here) {
        if (kind == GroupKind.SHARE || kind == GroupKind.CONNECT_WORKERS) {
            return Outlook.NOT_CARRIED;
        }
        if (excluded.contains(group)) {
            return Outlook.EXCLUDED;
        }
        if (items.isEmpty()) {
            return Outlook.NOTHING;
        }
        if (here != null && here.isActive()) {
            return Outlook.ACTIVE_ON_TARGET;
        }
        return count(items, Confidence.UNKNOWN) > 0 || silence(group).isPresent() ? Outlook.UNKNOWN : Outlook.READY;
    }

    private @Nullable GroupDescription onTarget(String group) {
        Outcome<GroupDescription> outcome = onTarget.get(group);
        return outcome == null ? null : outcome.orNull();
    }

    /** Why the target does not tell whether the group is active there; empty where it does. */
    private Optional<String> silence(String group) {
        return onTarget.get(group) instanceof Outcome.Failed<GroupDescription> failed
                ? Optional.of(String.valueOf(failed.failure().getMessage()))
                : Optional.empty();
    }

    /** Why the target does not tell which groups are active there, once for each reason. */
    Set<String> silences() {
        return onTarget.keySet().stream()
                .flatMap(group -> silence(group).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private @Nullable String reason(
            String group, @Nullable GroupKind kind, List<Translated> items, @Nullable GroupDescription here) {
        List<String> reasons = new ArrayList<>();
        if (kind != null && !kind.caution().isEmpty()) {
            reasons.add(kind.caution());
        }
        if (exactlyOnce.contains(group)) {
            reasons.add(
                    "it works exactly once, and its transactions do not span clusters: stop it and let the mirror come"
                            + " to the end first, or its last outputs may be missing or come twice; a failover takes"
                            + " it with --i-know alone");
        }
        if (excluded.contains(group)) {
            reasons.add("left out by groups or groups.exclude of the flow");
        } else if (items.isEmpty() && kind != GroupKind.SHARE && kind != GroupKind.CONNECT_WORKERS) {
            reasons.add("no commit for a topic of the flow");
        }
        if (here != null && here.isActive()) {
            reasons.add(here.members().size() + " members on the target");
        }
        silence(group).ifPresent(reasons::add);
        items.stream()
                .filter(item -> item.confidence() == Confidence.UNKNOWN)
                .findFirst()
                .ifPresent(item -> reasons.add(item.source() + ": " + item.reason()));
        return reasons.isEmpty() ? null : String.join("; ", reasons);
    }

    private static int count(List<Translated> items, Confidence confidence) {
        return (int) items.stream().filter(i -> i.confidence() == confidence).count();
    }

    private static @Nullable Long reread(List<Translated> items) {
        return items.stream().allMatch(item -> item.rereadAtMost() != null)
                ? (Long) items.stream()
                        .map(Translated::rereadAtMost)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum()
                : null;
    }
}
