package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TimedOffset;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.StateReader;
import dev.baton.translate.Confidence;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks for all that a plan is made from. */
final class FactsGatherer {
    private final FlowConfig flow;
    private final @Nullable Cluster source;
    private final Cluster asked;
    private final Cluster target;
    private final Clock clock;

    /**
     * For one flow.
     *
     * @param asked the target, for what is asked while the source is
     * @param target the target, for what is asked after it
     */
    FactsGatherer(FlowConfig flow, @Nullable Cluster source, Cluster asked, Cluster target, Clock clock) {
        this.flow = flow;
        this.source = source;
        this.asked = asked;
        this.target = target;
        this.clock = clock;
    }

    SwitchFacts gather(SwitchRequest request) {
        Translate.Result translation = new Translate(flow, source, asked, target, clock).run(request.translation());
        if (request.mode() == Mode.PLANNED) {
            requireSource(translation);
        }
        Set<String> groups = new TreeSet<>(translation.groups());
        groups.addAll(request.selection().groups());
        Map<String, String> unanswered = new TreeMap<>(translation.gathered().failures());
        Map<String, GroupDescription> onTarget = describe(target, groups, unanswered);
        Cluster asked = source;
        Map<String, GroupDescription> onSource =
                request.mode() == Mode.PLANNED && asked != null ? describe(asked, groups, unanswered) : Map.of();
        Map<String, Map<TopicPartition, CommittedOffset>> commits = commits(groups, unanswered);
        noteWhatIsNotAllowed(translation, unanswered);
        SwitchFacts facts = new SwitchFacts(
                translation, onTarget, onSource, unanswered, commits, ownCommits(translation), Map.of());
        SwitchFacts timed = request.unknowns() instanceof Unknowns.At at
                ? facts.withOffsetsAtTime(offsetsAt(at, translation))
                : facts;
        return request.rewindMillis() == 0
                ? timed
                : timed.withRewinds(new Rewinds(target, request.rewindMillis()).of(translation));
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
                        "the principal may not commit for it: grant READ on topic "
                                + item.target().topic() + " of cluster " + target.alias());
            }
        }
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

    /**
     * What the mirror intended, what earlier switches committed, what MirrorMaker 2 translated. A live mirror goes on
     * committing while it is asked; it records first what it intends, so its state is read again after the commits.
     */
    private Map<String, Map<TopicPartition, Set<Long>>> ownCommits(Translate.Result translation) {
        Map<String, Map<TopicPartition, Set<Long>>> own =
                SwitchHistory.read(target).committed();
        List<GroupSnapshot> snapshots =
                new ArrayList<>(translation.gathered().state().groups().values());
        if (translation.gathered().state().exists()) {
            snapshots.addAll(new StateReader(target).read(flow.from()).groups().values());
        }
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

    private Map<TopicPartition, Long> offsetsAt(Unknowns.At at, Translate.Result translation) {
        Map<TopicPartition, Long> times = new HashMap<>();
        for (Translated item : translation.translated()) {
            if (item.confidence() == Confidence.UNKNOWN
                    && translation.gathered().targetLogs().containsKey(item.target())) {
                times.put(item.target(), at.time().toEpochMilli());
            }
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        target.offsets().atTime(times).forEach((partition, outcome) -> {
            Optional<TimedOffset> found = outcome.orNull();
            if (found != null) {
                found.ifPresent(offset -> offsets.put(partition, offset.offset()));
            }
        });
        return offsets;
    }
}
