package dev.baton.inspect;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.StreamsApplications;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks for all groups of both clusters, and translates those that the flow carries over. */
final class GroupsGatherer {
    private final Flow flow;
    private final Duration timeout;
    private final Clock clock;

    GroupsGatherer(Flow flow, Duration timeout, Clock clock) {
        this.flow = flow;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** What became known; with the source gone, of the groups that the target knows of. */
    GroupsSurvey gather() {
        Translate.Result translation = translate();
        Map<String, List<Translated>> byGroup =
                translation.translated().stream().collect(Collectors.groupingBy(item -> String.valueOf(item.group())));
        GroupsSurvey known = ofSource(translation.gathered().sourceReachable(), byGroup);
        Set<String> asked = new TreeSet<>(byGroup.keySet());
        asked.addAll(known.onSource().keySet());
        Set<String> exactlyOnce = new TreeSet<>(translation.gathered().state().exactlyOnce());
        exactlyOnce.addAll(known.exactlyOnce());
        try (Cluster target = connect(flow.target())) {
            return new GroupsSurvey(
                    known.sourceReachable(),
                    known.onSource(),
                    known.commits(),
                    known.describedOnSource(),
                    onTarget(target, asked),
                    known.excluded(),
                    exactlyOnce,
                    byGroup);
        }
    }

    private Translate.Result translate() {
        ClusterConfig from = flow.source();
        try (Cluster target = connect(flow.target());
                Cluster later = connect(flow.target());
                Cluster source = from == null ? null : connect(from)) {
            return new Translate(flow.config(), source, target, later, clock)
                    .run(new Translate.Request(new Selection(List.of(), List.of()), By.AUTO, null, false));
        }
    }

    private GroupsSurvey ofSource(boolean reachable, Map<String, List<Translated>> translated) {
        ClusterConfig from = flow.source();
        if (from == null || !reachable) {
            return GroupsSurvey.withoutSource(translated);
        }
        try (Cluster source = connect(from)) {
            Map<String, GroupInfo> groups = source.groups().list(group -> !InternalTopics.isOwnGroup(group));
            Map<String, Set<TopicPartition>> commits = new HashMap<>();
            source.groups().committed(withOffsets(groups)).forEach((group, outcome) -> {
                Map<TopicPartition, CommittedOffset> known = outcome.orNull();
                commits.put(group, known == null ? Set.of() : known.keySet());
            });
            Set<String> excluded = groups.keySet().stream()
                    .filter(group -> !flow.config().groups().test(group))
                    .collect(Collectors.toSet());
            return new GroupsSurvey(
                    true,
                    groups,
                    commits,
                    describe(source, withOffsets(groups)),
                    Map.of(),
                    excluded,
                    StreamsApplications.exactlyOnce(source),
                    translated);
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
            return GroupsSurvey.withoutSource(translated);
        }
    }

    private static List<String> withOffsets(Map<String, GroupInfo> groups) {
        return groups.values().stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList();
    }

    /** A group that the target does not have is left out. */
    private static Map<String, Outcome<GroupDescription>> onTarget(Cluster target, Collection<String> groups) {
        Map<String, Outcome<GroupDescription>> described =
                new TreeMap<>(target.groups().describe(groups));
        described
                .values()
                .removeIf(outcome -> outcome instanceof Outcome.Failed<GroupDescription> failed
                        && failed.failure().kind() == FailureKind.INCOMPLETE);
        return described;
    }

    private static Map<String, GroupDescription> describe(Cluster cluster, Collection<String> groups) {
        Map<String, GroupDescription> described = new TreeMap<>();
        cluster.groups().describe(groups).forEach((group, outcome) -> {
            @Nullable GroupDescription known = outcome instanceof Outcome.Known<GroupDescription> k ? k.value() : null;
            if (known != null) {
                described.put(group, known);
            }
        });
        return described;
    }

    private Cluster connect(ClusterConfig config) {
        return Cluster.connect(config, Budget.total(timeout), "inspect");
    }
}
