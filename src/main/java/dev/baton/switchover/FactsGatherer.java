package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.Right;
import dev.baton.cluster.StreamsApplications;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Asks for all that a plan is made from. */
final class FactsGatherer {
    private final SwitchSite site;
    private final FlowConfig flow;
    private final @Nullable Cluster source;
    private final Cluster target;

    /**
     * For the flow of a site.
     *
     * @param source null where it is not to be asked
     */
    FactsGatherer(SwitchSite site, @Nullable Cluster source) {
        this.site = site;
        this.flow = site.flow();
        this.source = source;
        this.target = site.targetLater();
    }

    /**
     * Asks. The target is asked for the groups that it knows while the source is asked, or uses up its deadline; only for those
     * that the source alone knows it is asked afterwards.
     */
    SwitchFacts gather(SwitchRequest request) {
        AtomicReference<@Nullable TargetAnswers> early = new AtomicReference<>();
        Translate translate = new Translate(flow, source, site.target(), target, site.clock())
                .knowing(site.state())
                .meanwhile(state -> early.set(answers(knownGroups(request, state))));
        Translate.Result translation =
                (request.mode() == Mode.FAILOVER ? translate.impatient() : translate).run(request.translation());
        if (request.mode() == Mode.PLANNED) {
            requireSource(translation);
        }
        Set<String> groups = new TreeSet<>(translation.groups());
        groups.addAll(request.selection().groups());
        TargetAnswers answers = Objects.requireNonNull(early.get());
        Set<String> more = new TreeSet<>(groups);
        more.removeAll(answers.asked());
        TargetAnswers all = more.isEmpty() ? answers : answers.and(answers(more));
        Map<String, String> unanswered = new TreeMap<>(translation.gathered().failures());
        all.unanswered().forEach((group, reason) -> {
            if (groups.contains(group)) {
                unanswered.put(group, reason);
            }
        });
        Cluster original = source;
        Map<String, GroupDescription> onSource =
                request.mode() == Mode.PLANNED && original != null ? describe(original, groups, unanswered) : Map.of();
        noteWhatIsNotAllowed(translation, unanswered);
        noteRefusals(all.described(), unanswered);
        SwitchFacts facts = new SwitchFacts(
                translation,
                all.described(),
                onSource,
                unanswered,
                all.commits(),
                ownCommits(translation, all.snapshots()),
                Map.of());
        return withTimes(
                request,
                translation,
                facts.withExactlyOnce(exactlyOnce(request, translation))
                        .withFlowTopics(flowTopics(request, translation)));
    }

    private Set<String> flowTopics(SwitchRequest request, Translate.Result translation) {
        if (!request.wantsAll()) {
            return Set.of();
        }
        Cluster asked = request.mode() == Mode.PLANNED ? source : null;
        return WholeFlow.topics(
                translation.gathered(),
                asked == null ? List.of() : asked.topics().names());
    }

    /** What the source says now, and what the mirror saw while it lived. */
    private Set<String> exactlyOnce(SwitchRequest request, Translate.Result translation) {
        if (request.mode() != Mode.FAILOVER) {
            return Set.of();
        }
        Set<String> found = new TreeSet<>(translation.gathered().state().exactlyOnce());
        Cluster asked = source;
        if (asked != null && translation.gathered().sourceReachable()) {
            found.addAll(StreamsApplications.exactlyOnce(asked));
        }
        return found;
    }

    private SwitchFacts withTimes(SwitchRequest request, Translate.Result translation, SwitchFacts facts) {
        SwitchFacts timed = request.unknowns() instanceof Unknowns.At at
                ? facts.withOffsetsAtTime(TimesAsked.of(at.time(), request, facts, target))
                : facts;
        return request.rewindMillis() == 0
                ? timed
                : timed.withRewinds(new Rewinds(target, request.rewindMillis()).of(translation));
    }

    /** Groups that Baton's own state on the target knows, and those that were named. */
    private Set<String> knownGroups(SwitchRequest request, FlowState state) {
        Set<String> groups = new TreeSet<>(request.selection().groups());
        if (request.selection().given().isEmpty()) {
            state.groups().keySet().stream()
                    .filter(group -> request.selection().wantsGroup(flow, group))
                    .forEach(groups::add);
        }
        return groups;
    }

    private TargetAnswers answers(Set<String> groups) {
        Map<String, String> unanswered = new TreeMap<>();
        Map<String, GroupDescription> described = describe(target, groups, unanswered);
        Map<String, Map<TopicPartition, CommittedOffset>> commits = commits(groups, unanswered);
        List<GroupSnapshot> snapshots =
                List.copyOf(site.state().read(target).groups().values());
        return new TargetAnswers(groups, described, commits, unanswered, snapshots);
    }

    private void requireSource(Translate.Result translation) {
        if (!translation.gathered().sourceReachable()) {
            BatonException failure = translation.gathered().sourceFailure();
            throw failure != null
                    ? new BatonException(
                            FailureKind.UNREACHABLE,
                            "a planned switch needs the source: " + failure.getMessage(),
                            "bring it back, or switch with --mode failover")
                    : BatonException.usage("a planned switch needs the source; add --source-bootstrap");
        }
    }

    /** Groups that exist; every other failure is noted. */
    private static Map<String, GroupDescription> describe(
            Cluster cluster, Set<String> groups, Map<String, String> unanswered) {
        Map<String, GroupDescription> described = new HashMap<>();
        cluster.groups().describe(groups).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Known<GroupDescription> known) {
                described.put(group, known.value());
            } else if (outcome instanceof Outcome.Failed<GroupDescription> failed
                    && failed.failure().kind() != FailureKind.INCOMPLETE) {
                unanswered.put(group, String.valueOf(failed.failure().getMessage()));
            }
        });
        return described;
    }

    /** A commit needs the right to read its topic: better said before anything is written than by half of a group. */
    private void noteWhatIsNotAllowed(Translate.Result translation, Map<String, String> unanswered) {
        Set<String> topics = new TreeSet<>();
        translation.translated().forEach(item -> topics.add(item.target().topic()));
        Set<String> unreadable = target.topics().unreadable(topics);
        for (Translated item : translation.translated()) {
            if (unreadable.contains(item.target().topic())) {
                unanswered.putIfAbsent(
                        String.valueOf(item.group()),
                        mayNotCommit(ResourceType.TOPIC, item.target().topic()));
            }
        }
    }

    /** The same of groups that exist on the target; of one that does not only the commit itself tells. */
    private void noteRefusals(Map<String, GroupDescription> described, Map<String, String> unanswered) {
        described.forEach((group, description) -> {
            if (description.refused()) {
                unanswered.putIfAbsent(group, mayNotCommit(ResourceType.GROUP, group));
            }
        });
    }

    private String mayNotCommit(ResourceType type, String name) {
        return "the principal may not commit for it: grant " + new Right(AclOperation.READ, type, name).words()
                + " of cluster " + target.alias();
    }

    private Map<String, Map<TopicPartition, CommittedOffset>> commits(
            Collection<String> groups, Map<String, String> unanswered) {
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        target.groups().committed(groups).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                unanswered.put(group, String.valueOf(failed.failure().getMessage()));
            } else {
                commits.put(group, outcome.orThrow());
            }
        });
        return commits;
    }

    /** What the mirror intended, what earlier switches committed, what MirrorMaker 2 translated. */
    private Map<String, Map<TopicPartition, Set<Long>>> ownCommits(
            Translate.Result translation, List<GroupSnapshot> later) {
        Map<String, Map<TopicPartition, Set<Long>>> own =
                site.journal().read(target).committed();
        List<GroupSnapshot> snapshots =
                new ArrayList<>(translation.gathered().state().groups().values());
        snapshots.addAll(later);
        for (GroupSnapshot snapshot : snapshots) {
            Stream.concat(snapshot.intended().stream(), snapshot.previous().stream())
                    .forEach(commit -> add(
                            own,
                            snapshot.group(),
                            new TopicPartition(commit.topic(), commit.partition()),
                            commit.offset()));
        }
        for (Translated item : translation.translated()) {
            String group = String.valueOf(item.group());
            translation
                    .gathered()
                    .checkpointed(group, item.target())
                    .forEach(offset -> add(own, group, item.target(), offset));
        }
        return own;
    }

    private static void add(
            Map<String, Map<TopicPartition, Set<Long>>> own, String group, TopicPartition partition, long offset) {
        own.computeIfAbsent(group, g -> new HashMap<>())
                .computeIfAbsent(partition, p -> new HashSet<>())
                .add(offset);
    }
}
