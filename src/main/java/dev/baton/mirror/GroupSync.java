package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the commits of consumer groups over: reads them on the source, records them in the snapshot topic with what they
 * translate to, and commits that on the target. A commit past what is mirrored is held at the mirrored end until the records
 * are there. Used by one thread, {@link #honour} apart.
 */
final class GroupSync {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);

    private final Cluster source;
    private final Cluster target;
    private final FlowConfig flow;
    private final Engine engine;
    private final Supervisor supervisor;
    private final StateWriter state;
    private final Map<String, GroupSnapshot> last = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private SwitchedGeneration switched = SwitchedGeneration.NONE;
    private volatile @Nullable Instant readAt;

    GroupSync(
            Cluster source, Cluster target, FlowConfig flow, Engine engine, Supervisor supervisor, StateWriter state) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.engine = engine;
        this.supervisor = supervisor;
        this.state = state;
    }

    /** What the last owner of newly gained shards had recorded. */
    synchronized void restore(Map<String, GroupSnapshot> snapshots) {
        last.putAll(snapshots);
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

    /** How many groups are carried over. */
    synchronized int groups() {
        return last.size();
    }

    /** One round. */
    void sync() {
        Instant now = Instant.now();
        Set<Integer> shards = supervisor.shards();
        List<String> groups = source.groups().list(name -> isWanted(name, shards)).values().stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList();
        List<GroupSnapshot> snapshots = new ArrayList<>();
        source.groups().committed(groups).forEach((group, outcome) -> {
            Map<TopicPartition, CommittedOffset> commits = outcome.orThrow();
            snapshot(group, now, commits).ifPresent(snapshots::add);
        });
        apply(snapshots);
        readAt = now;
    }

    private boolean isWanted(String group, Set<Integer> shards) {
        return flow.groups().test(group)
                && !group.startsWith(InternalTopics.OWN_GROUPS)
                && shards.contains(InternalTopics.shardOf(group));
    }

    private Optional<GroupSnapshot> snapshot(String group, Instant now, Map<TopicPartition, CommittedOffset> commits) {
        List<Commit> read = new ArrayList<>();
        List<Commit> translated = new ArrayList<>();
        commits.forEach((partition, committed) -> supervisor
                .topic(partition.topic())
                .ifPresent(topic -> {
                    read.add(new Commit(
                            partition.topic(), partition.partition(), committed.offset(), committed.metadata()));
                    TopicPartition there = new TopicPartition(topic.target(), partition.partition());
                    Long offset = translate(partition, committed.offset());
                    Long kept = offset == null ? lastIntended(group, there) : offset;
                    if (kept != null) {
                        translated.add(new Commit(there.topic(), there.partition(), kept, committed.metadata()));
                    }
                }));
        Comparator<Commit> order = Comparator.comparing(Commit::topic).thenComparing(Commit::partition);
        read.sort(order);
        translated.sort(order);
        return read.isEmpty() ? Optional.empty() : Optional.of(new GroupSnapshot(group, now, read, translated));
    }

    /** Null where the partition is another process's, or is just being prepared. */
    private @Nullable Long translate(TopicPartition partition, long committed) {
        Progress progress = engine.progress(partition);
        if (progress == null) {
            return null;
        }
        long known = Math.max(progress.start().alignedStart(), Math.min(committed, progress.coveredTo()));
        return Math.min(progress.map().toTarget(known), progress.target());
    }

    private synchronized @Nullable Long lastIntended(String group, TopicPartition there) {
        GroupSnapshot before = last.get(group);
        return before == null
                ? null
                : before.intended().stream()
                        .filter(commit ->
                                commit.topic().equals(there.topic()) && commit.partition() == there.partition())
                        .map(Commit::offset)
                        .findFirst()
                        .orElse(null);
    }

    private synchronized void apply(List<GroupSnapshot> snapshots) {
        List<GroupSnapshot> live = snapshots.stream()
                .filter(snapshot -> !switched.coversGroup(snapshot.group()))
                .toList();
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> onTarget = target.groups()
                .committed(live.stream().map(GroupSnapshot::group).toList());
        List<GroupDecision> decisions = new ArrayList<>();
        for (GroupSnapshot snapshot : live) {
            Map<TopicPartition, Long> there = new HashMap<>();
            onTarget.getOrDefault(snapshot.group(), Outcome.known(Map.of()))
                    .orThrow()
                    .forEach((tp, committed) -> there.put(tp, committed.offset()));
            decisions.add(GroupDecision.of(snapshot, last.get(snapshot.group()), there));
        }
        List<GroupSnapshot> news = decisions.stream()
                .filter(decision -> decision.isNews(last.get(decision.snapshot().group())))
                .map(GroupDecision::snapshot)
                .toList();
        if (!news.isEmpty()) {
            state.write(news);
        }
        news.forEach(snapshot -> last.put(snapshot.group(), snapshot));
        decisions.forEach(this::commit);
    }

    private void commit(GroupDecision decision) {
        String group = decision.snapshot().group();
        if (!decision.foreign().isEmpty() && reported.add(group)) {
            LOG.warn(
                    "group {} has commits on {} that Baton did not make; they are left alone: {}",
                    group,
                    flow.to(),
                    decision.foreign());
        }
        Map<TopicPartition, CommittedOffset> offsets = new HashMap<>();
        for (Commit commit : decision.commits()) {
            String metadata = commit.metadata();
            offsets.put(
                    new TopicPartition(commit.topic(), commit.partition()),
                    CommittedOffset.of(commit.offset(), metadata == null ? "" : metadata));
        }
        target.groups().commit(group, offsets).values().forEach(outcome -> {
            if (outcome instanceof Outcome.Failed<CommittedOffset> failed && reported.add(group)) {
                LOG.warn(
                        "group {} is not carried over: {}",
                        group,
                        failed.failure().getMessage());
            }
        });
    }
}
