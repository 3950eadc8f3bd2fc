package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.StreamsApplications;
import dev.baton.config.FlowConfig;
import dev.baton.config.GroupsConsistency;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.translate.Copies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the commits of consumer groups over: reads them on the source, records them in the snapshot topic with what they
 * translate to, and commits that on the target. Commits for copies of the target's own topics are recorded, and no more. A
 * commit past what is mirrored is held at the mirrored end until the records are there. The target is asked only about groups
 * that need work. Used by one thread, {@link #honour} apart.
 */
final class GroupSync {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);
    private static final Duration RETENTION_DEFAULT = Duration.ofDays(7);
    private static final Duration LONG_HELD = Duration.ofSeconds(30);
    private static final Duration LOOK_FOR_EXACTLY_ONCE = Duration.ofMinutes(1);

    private final Cluster source;
    private final Cluster target;
    private final FlowConfig flow;
    private final GroupTranslation translation;
    private final FlowTopics topics;
    private final StateWriter state;
    private final Copies copies;
    private final Consumer<List<GroupSnapshot>> emit;
    private final Map<String, GroupSnapshot> last = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private Set<String> exactlyOnce = Set.of();
    private Instant lookAt = Instant.MIN;
    private SwitchedGeneration switched = SwitchedGeneration.NONE;
    private @Nullable GroupPace pace;
    private volatile @Nullable GroupRound held;
    private volatile @Nullable Instant readAt;
    private volatile int carried;

    /** What is not carried over, by group, as of the last round that spoke of it. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    GroupSync(
            Cluster source,
            Cluster target,
            FlowConfig flow,
            GroupTranslation translation,
            FlowTopics topics,
            StateWriter state,
            Consumer<List<GroupSnapshot>> emit) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.translation = translation;
        this.topics = topics;
        this.state = state;
        this.copies = Copies.of(flow);
        this.emit = emit;
    }

    /** What the last owner of newly gained shards had recorded. */
    synchronized void restore(Map<String, GroupSnapshot> snapshots) {
        last.putAll(snapshots);
        carried = last.size();
    }

    /** Commits nothing more for the groups of that generation once this returns. */
    synchronized void honour(SwitchedGeneration generation) {
        switched = generation;
    }

    /** When the commits of all groups were last read in full. */
    @Nullable
    Instant readAt() {
        return readAt;
    }

    /** When the commits were read that wait for records of the flow; null where none wait. */
    @Nullable
    Instant heldSince() {
        GroupRound round = held;
        return round == null ? null : round.at();
    }

    /** How many groups are carried over. */
    int groups() {
        return carried;
    }

    /** What could not be carried over the last time it was tried, and why. */
    List<String> troubles() {
        return troubles.values().stream().sorted().toList();
    }

    /** One round. */
    void sync() {
        GroupRound before = held;
        GroupRound round = before == null ? read() : before;
        if (!translation.covers(round.ends())) {
            hold(round);
            return;
        }
        held = null;
        apply(round);
        if (round.complete()) {
            readAt = round.at();
        }
    }

    private void hold(GroupRound round) {
        held = round;
        if (round.at().plus(LONG_HELD).isBefore(Instant.now()) && reported.add("held since " + round.at())) {
            LOG.warn(
                    "groups.consistency is flow: all commits wait, since {}, for records of {}",
                    round.at(),
                    translation.uncovered(round.ends()));
        }
    }

    // ---- the source: commits first, then ends

    private GroupRound read() {
        Instant now = Instant.now();
        Set<Integer> shards = topics.shards();
        Map<String, GroupInfo> seen = source.groups().list(name -> isWanted(name, shards));
        List<String> groups = new ArrayList<>(seen.values().stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList());
        troubles.keySet().removeIf(group -> !seen.containsKey(group));
        groups.addAll(Unseen.names(flow.groups(), seen.keySet()).stream()
                .filter(group -> isWanted(group, shards))
                .toList());
        lookForExactlyOnce(now);
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        boolean complete = true;
        for (var entry : source.groups().committed(groups).entrySet()) {
            if (entry.getValue() instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                complete = false;
                report(entry.getKey(), "cannot be read", failed.failure(), "DESCRIBE");
            } else if (seen.containsKey(entry.getKey())) {
                commits.put(entry.getKey(), entry.getValue().orThrow());
            }
        }
        boolean wait = flow.following().consistency() == GroupsConsistency.FLOW && !commits.isEmpty();
        return new GroupRound(now, commits, complete, wait ? ends() : Map.of());
    }

    private void lookForExactlyOnce(Instant now) {
        if (!now.isBefore(lookAt)) {
            exactlyOnce = StreamsApplications.exactlyOnce(source);
            lookAt = now.plus(LOOK_FOR_EXACTLY_ONCE);
        }
    }

    // log ends, not last stable offsets: a commit can be seen before the markers of its transaction are in all topics
    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        source.offsets().logEnd(topics.allPartitions()).forEach((partition, end) -> ends.put(partition, end.orThrow()));
        return ends;
    }

    private boolean isWanted(String group, Set<Integer> shards) {
        return flow.groups().test(group)
                && !InternalTopics.isOwnGroup(group)
                && shards.contains(InternalTopics.shardOf(group));
    }

    // ---- what it is on the target

    /** Streams makes its internal topics anew on the target; offsets of their copies mean nothing there. */
    private Optional<GroupSnapshot> snapshot(String group, Instant now, Map<TopicPartition, CommittedOffset> commits) {
        List<Commit> read = new ArrayList<>();
        List<Commit> translated = new ArrayList<>();
        commits.forEach((partition, committed) -> {
            if (StreamsApplications.ownsTopic(partition.topic())) {
                return;
            }
            Optional<MirroredTopic> topic = topics.topic(partition.topic());
            if (topic.isPresent() || isOfCopy(partition, committed)) {
                read.add(
                        new Commit(partition.topic(), partition.partition(), committed.offset(), committed.metadata()));
            }
            topic.ifPresent(mirrored -> {
                TopicPartition there = new TopicPartition(mirrored.target(), partition.partition());
                Long kept = onTarget(group, partition, there, committed.offset());
                if (kept != null) {
                    translated.add(new Commit(there.topic(), there.partition(), kept, committed.metadata()));
                }
            });
        });
        Comparator<Commit> order = Comparator.comparing(Commit::topic).thenComparing(Commit::partition);
        read.sort(order);
        translated.sort(order);
        return read.isEmpty()
                ? Optional.empty()
                : Optional.of(new GroupSnapshot(group, now, read, translated, List.of(), exactlyOnce.contains(group)));
    }

    /**
     * A commit for a copy of the target's own topic: with this source gone, nobody else knows of it. A consumer made it where it
     * has a leader epoch; without one it may be what the mirror of the flow back put there for a group of the target.
     */
    private boolean isOfCopy(TopicPartition partition, CommittedOffset committed) {
        return committed.leaderEpoch() != null && copies.cover(partition.topic());
    }

    private @Nullable Long onTarget(String group, TopicPartition partition, TopicPartition there, long committed) {
        GroupTranslation.Translated translated = translation.translate(partition, committed);
        if (translated != null && translated.current()) {
            return translated.offset();
        }
        GroupSnapshot before = last.get(group);
        Long intended = before == null ? null : offset(before.intended(), there);
        Long committedBefore = before == null ? null : offset(before.commits(), partition);
        if (translated == null || intended == null) {
            return translated == null ? intended : Long.valueOf(translated.offset());
        }
        // what was said before rested on records that are there: it holds unless the group went back meanwhile
        boolean wentBack = committedBefore == null || committed < committedBefore;
        return wentBack ? translated.offset() : Math.max(translated.offset(), intended);
    }

    private static @Nullable Long offset(List<Commit> commits, TopicPartition partition) {
        return commits.stream()
                .filter(commit ->
                        commit.topic().equals(partition.topic()) && commit.partition() == partition.partition())
                .map(Commit::offset)
                .findFirst()
                .orElse(null);
    }

    // ---- the target: look, record, commit

    private synchronized void apply(GroupRound round) {
        Instant now = Instant.now();
        GroupPace pacing = pace();
        translation.prepare(partitions(round));
        Map<String, GroupSnapshot> due = new HashMap<>();
        // in another order each time: a translation that takes long must not let the same groups wait for ever
        List<String> groups = new ArrayList<>(round.commits().keySet());
        Collections.shuffle(groups);
        groups.forEach(group -> {
            Map<TopicPartition, CommittedOffset> commits = round.commits().getOrDefault(group, Map.of());
            if (!switched.coversGroup(group)) {
                snapshot(group, round.at(), commits)
                        .filter(snapshot -> pacing.isDue(snapshot, now))
                        .ifPresent(snapshot -> due.put(group, snapshot));
            }
        });
        List<GroupDecision> decisions = new ArrayList<>();
        target.groups().committed(due.keySet()).forEach((group, outcome) -> {
            GroupSnapshot snapshot = due.get(group);
            if (outcome instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                report(group, "cannot be looked at on " + flow.to(), failed.failure(), "READ");
            } else if (snapshot != null) {
                decisions.add(
                        GroupDecision.of(snapshot, last.get(group), outcome.orThrow(), pacing.isToRenew(group, now)));
            }
        });
        record(decisions);
        commit(decisions, due, now);
        emit.accept(List.copyOf(due.values()));
    }

    private Set<TopicPartition> partitions(GroupRound round) {
        Set<TopicPartition> partitions = new HashSet<>();
        round.commits().values().forEach(commits -> partitions.addAll(commits.keySet()));
        partitions.removeIf(partition -> topics.topic(partition.topic()).isEmpty());
        return partitions;
    }

    private void record(List<GroupDecision> decisions) {
        List<GroupSnapshot> news = decisions.stream()
                .filter(decision -> decision.isNews(last.get(decision.snapshot().group())))
                .map(GroupDecision::snapshot)
                .toList();
        if (!news.isEmpty()) {
            state.write(news);
        }
        decisions.forEach(decision -> last.put(decision.snapshot().group(), decision.snapshot()));
        carried = last.size();
    }

    private void commit(List<GroupDecision> decisions, Map<String, GroupSnapshot> wanted, Instant now) {
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
        for (GroupDecision decision : decisions) {
            String group = decision.snapshot().group();
            if (!decision.foreign().isEmpty() && reported.add("foreign " + group)) {
                LOG.warn(
                        "group {} has commits on {} that Baton did not make; they are left alone: {}",
                        group,
                        flow.to(),
                        decision.foreign());
            }
            if (!decision.commits().isEmpty()) {
                offsets.put(group, decision.offsets());
            }
        }
        Set<String> refused = new HashSet<>();
        target.groups().commitAll(offsets).forEach((GroupPartition item, Outcome<CommittedOffset> outcome) -> {
            if (outcome instanceof Outcome.Failed<CommittedOffset> failed && refused.add(item.group())) {
                report(item.group(), "is not carried over", failed.failure(), "READ");
            }
        });
        for (GroupDecision decision : decisions) {
            String group = decision.snapshot().group();
            GroupSnapshot snapshot = wanted.get(group);
            if (snapshot != null && refused.contains(group)) {
                pace().refused(snapshot, now);
            } else if (snapshot != null) {
                troubles.remove(group);
                boolean renewed = decision.commits().size()
                        == decision.snapshot().intended().size();
                pace().done(snapshot, now, renewed);
            }
        }
    }

    private GroupPace pace() {
        GroupPace known = pace;
        if (known == null) {
            known = new GroupPace(retention());
            pace = known;
        }
        return known;
    }

    private Duration retention() {
        try {
            String minutes = target.configs().broker().get("offsets.retention.minutes");
            return minutes == null ? RETENTION_DEFAULT : Duration.ofMinutes(Long.parseLong(minutes));
        } catch (BatonException e) {
            LOG.info("how long {} keeps commits is not known, taken for 7 days: {}", flow.to(), e.getMessage());
            return RETENTION_DEFAULT;
        }
    }

    private void report(String group, String what, BatonException failure, String right) {
        String reason = failure.kind() == FailureKind.UNAUTHORISED
                ? failure.getMessage() + "; it takes " + right + " on group " + group
                : String.valueOf(failure.getMessage());
        troubles.put(group, "group " + group + " " + what + ": " + reason);
        if (reported.add(group + " " + what)) {
            LOG.warn("group {} {}: {}", group, what, reason);
        }
    }
}
