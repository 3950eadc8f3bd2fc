package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.translate.Copies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the commits of consumer groups over: reads them on the source, records them in the snapshot topic with what they
 * translate to, and commits that on the target. Commits for copies of the target's own topics are recorded, and no more. A
 * commit past what is mirrored is held at the mirrored end until the records are there. The target is asked only about groups
 * that need work. Rounds are one thread's; the other methods are anybody's.
 *
 * <p>What a round writes rests on the lease, and on the shards as they were when it began to read. A process that is frozen
 * between a look and a commit would else commit, when it wakes, what the next owner takes for somebody else's progress: so
 * both are looked at just before each writing, and a commit is not tried for longer than the lease holds. For the moment that
 * is left, the next owner also takes for Baton's what a late one recorded first.
 */
final class GroupSync {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSync.class);
    private static final Duration RETENTION_DEFAULT = Duration.ofDays(7);
    private static final Duration LONG_HELD = Duration.ofSeconds(30);

    private final Cluster target;
    private final FlowConfig flow;
    private final GroupTranslation translation;
    private final FlowTopics topics;
    private final StateWriter state;
    private final Lease lease;
    private final Consumer<List<GroupSnapshot>> emit;
    private final GroupTroubles troubles = new GroupTroubles();
    private final GroupReading reading;
    private final Patience toLook;
    private final GroupWishes wishes;
    private final Map<String, GroupSnapshot> last = new ConcurrentHashMap<>();
    /** What a process wrote of our groups that did not know yet that it had lost them. */
    private final Map<String, GroupSnapshot> late = new ConcurrentHashMap<>();

    private final Set<String> toRewrite = ConcurrentHashMap.newKeySet();
    private final ReentrantLock working = new ReentrantLock();
    /** Counts the times that shards went. */
    private final AtomicLong term = new AtomicLong();

    private volatile SwitchedGeneration switched = SwitchedGeneration.NONE;
    private @Nullable GroupPace pace;
    private @Nullable GroupRound held;
    private volatile @Nullable Instant heldSince;
    private volatile @Nullable Instant readAt;
    private volatile int carried;

    GroupSync(
            Cluster source,
            Cluster target,
            FlowConfig flow,
            GroupTranslation translation,
            FlowTopics topics,
            StateWriter state,
            Lease lease,
            Consumer<List<GroupSnapshot>> emit) {
        this.target = target;
        this.toLook = new Patience(target.patience());
        this.flow = flow;
        this.translation = translation;
        this.topics = topics;
        this.state = state;
        this.lease = lease;
        this.emit = emit;
        this.reading = new GroupReading(source, flow, topics, troubles);
        this.wishes = new GroupWishes(translation, topics, flow.topics(), Copies.of(flow));
    }

    /** What the last owner of newly gained shards had recorded. */
    void restore(Map<String, GroupSnapshot> snapshots) {
        last.putAll(snapshots);
        carried = last.size();
    }

    /**
     * Lets go of the groups of shards that are not this process's any more: what was read of them is not committed.
     *
     * @return whether nothing is under way for them any more, within the time
     */
    boolean release(Set<Integer> shards, Duration patience) {
        term.incrementAndGet();
        return settled(patience, () -> forget(group -> shards.contains(InternalTopics.shardOf(group))));
    }

    private void forget(Predicate<String> groups) {
        last.keySet().removeIf(groups);
        late.keySet().removeIf(groups);
        toRewrite.removeIf(groups);
        GroupPace pacing = pace;
        if (pacing != null) {
            pacing.forget(groups);
        }
        carried = last.size();
    }

    /** Commits nothing more for the groups of that generation, once {@link #settle} said so. */
    void honour(SwitchedGeneration generation) {
        switched = generation;
    }

    /** Whether the round that is under way ended within the time. */
    boolean settle(Duration patience) {
        return settled(patience, () -> {});
    }

    private boolean settled(Duration patience, Runnable then) {
        try {
            if (!working.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            then.run();
            return true;
        } finally {
            working.unlock();
        }
    }

    /** Snapshots as the topic shows them: those of our groups that are not what we wrote are written over. */
    void shown(Collection<GroupSnapshot> snapshots) {
        for (GroupSnapshot snapshot : snapshots) {
            GroupSnapshot ours = last.get(snapshot.group());
            if (ours != null && !ours.hasSameCommitsAs(snapshot)) {
                late.put(snapshot.group(), snapshot);
                toRewrite.add(snapshot.group());
            }
        }
    }

    /** Asks which applications work exactly once, of which snapshots tell; may take seconds where a broker hangs. */
    void lookForExactlyOnce() {
        reading.lookForExactlyOnce();
    }

    /** Whether that was answered once. */
    boolean knowsExactlyOnce() {
        return reading.exactlyOnce() != null;
    }

    /** When the commits of all groups were last read in full: what is recorded of them is no older. */
    @Nullable
    Instant readAt() {
        return readAt;
    }

    /** When the first of the commits were read that wait for records of the flow; null where none wait. */
    @Nullable
    Instant heldSince() {
        return heldSince;
    }

    /** How many groups are carried over. */
    int groups() {
        return carried;
    }

    /** What could not be carried over the last time it was tried, and why. */
    List<String> troubles() {
        return troubles.all();
    }

    /** One round. */
    void sync() {
        long now = term.get();
        GroupRound before = held;
        GroupRound round = before != null
                        && before.term() == now
                        && before.unmirrored(topics).isEmpty()
                ? before
                : reading.read(now);
        Set<TopicPartition> missing = PartitionMap.newSet(round.unmirrored(topics));
        missing.addAll(translation.uncovered(round.ends()));
        if (!missing.isEmpty()) {
            hold(round, missing);
            return;
        }
        held = null;
        heldSince = null;
        if (applied(round) && round.complete()) {
            readAt = round.at();
        }
    }

    private void hold(GroupRound round, Set<TopicPartition> missing) {
        Instant before = heldSince;
        Instant since = before == null ? round.at() : before;
        held = round;
        heldSince = since;
        if (since.plus(LONG_HELD).isBefore(Instant.now()) && troubles.isNew("held since " + since)) {
            LOG.warn("groups.consistency is flow: all commits wait, since {}, for records of {}", since, missing);
        }
    }

    // ---- the target: look, record, commit

    /** Whether all that was read is recorded; not so where the groups may be another's by now. */
    private boolean applied(GroupRound round) {
        working.lock();
        try {
            Instant now = Instant.now();
            translation.prepare(partitions(round), moved(round));
            Map<String, GroupSnapshot> due = due(round, now);
            List<GroupDecision> decisions = decide(due, now);
            if (!isOurs(round)) {
                return false;
            }
            record(decisions);
            if (!isOurs(round)) {
                return false;
            }
            commit(decisions, due, now);
            emit.accept(List.copyOf(due.values()));
            return decisions.size() == due.size()
                    && round.commits().keySet().stream().noneMatch(group -> pace().isSilent(group, now));
        } finally {
            working.unlock();
        }
    }

    private boolean isOurs(GroupRound round) {
        return round.term() == term.get() && lease.isValid();
    }

    private Map<String, GroupSnapshot> due(GroupRound round, Instant now) {
        GroupPace pacing = pace();
        Map<String, GroupSnapshot> due = new HashMap<>();
        // in another order each time: a translation that takes long must not let the same groups wait for ever
        List<String> groups = new ArrayList<>(round.commits().keySet());
        Collections.shuffle(groups);
        for (String group : groups) {
            if (!switched.coversGroup(group) && !pacing.isSilent(group, now)) {
                GroupSnapshot before = last.get(group);
                wishes.of(
                                group,
                                round.at(),
                                round.commits().getOrDefault(group, Map.of()),
                                before,
                                isExactlyOnce(group, before))
                        .filter(snapshot -> pacing.isDue(snapshot, now) || toRewrite.contains(group))
                        .ifPresent(snapshot -> due.put(group, snapshot));
            }
        }
        return due;
    }

    private boolean isExactlyOnce(String group, @Nullable GroupSnapshot before) {
        Set<String> known = reading.exactlyOnce();
        return known == null ? before != null && before.exactlyOnce() : known.contains(group);
    }

    private List<GroupDecision> decide(Map<String, GroupSnapshot> due, Instant now) {
        List<GroupDecision> decisions = new ArrayList<>();
        Instant asked = Instant.now();
        var looks = target.groups().committed(due.keySet(), toLook.now());
        toLook.answered(asked, Instant.now(), looks.values());
        due.forEach((group, snapshot) -> {
            var look = Objects.requireNonNull(looks.get(group));
            if (look instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                troubles.report(group, "cannot be looked at on " + flow.to(), failed.failure(), "READ");
                if (Patience.isSilence(failed)) {
                    pace().silent(snapshot, Instant.now());
                }
            } else {
                decisions.add(
                        GroupDecision.of(snapshot, recorded(group), look.orThrow(), pace().isToRenew(group, now)));
            }
        });
        return decisions;
    }

    private List<GroupSnapshot> recorded(String group) {
        List<GroupSnapshot> recorded = new ArrayList<>();
        GroupSnapshot ours = last.get(group);
        GroupSnapshot theirs = late.get(group);
        if (ours != null) {
            recorded.add(ours);
        }
        if (theirs != null) {
            recorded.add(theirs);
        }
        return recorded;
    }

    private Set<TopicPartition> partitions(GroupRound round) {
        Set<TopicPartition> partitions = PartitionMap.newSet();
        round.commits().values().forEach(commits -> partitions.addAll(commits.keySet()));
        partitions.removeIf(partition -> topics.topic(partition.topic()).isEmpty());
        return partitions;
    }

    private Set<String> moved(GroupRound round) {
        Set<String> moved = round.moved(last);
        moved.removeIf(topic -> topics.topic(topic).isEmpty());
        return moved;
    }

    private void record(List<GroupDecision> decisions) {
        List<GroupSnapshot> news = decisions.stream()
                .filter(decision -> decision.isNews(last.get(decision.snapshot().group()))
                        || toRewrite.contains(decision.snapshot().group()))
                .map(GroupDecision::snapshot)
                .toList();
        if (!news.isEmpty()) {
            state.write(news);
        }
        news.forEach(snapshot -> toRewrite.remove(snapshot.group()));
        decisions.forEach(decision -> last.put(decision.snapshot().group(), decision.snapshot()));
        carried = last.size();
    }

    private void commit(List<GroupDecision> decisions, Map<String, GroupSnapshot> wanted, Instant now) {
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
        for (GroupDecision decision : decisions) {
            String group = decision.snapshot().group();
            if (!decision.foreign().isEmpty() && troubles.isNew("foreign " + group)) {
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
        Map<String, Outcome.Failed<CommittedOffset>> refused = new HashMap<>();
        target.groups()
                .commitAll(offsets, lease.left())
                .forEach((GroupPartition item, Outcome<CommittedOffset> outcome) -> {
                    if (outcome instanceof Outcome.Failed<CommittedOffset> failed
                            && refused.putIfAbsent(item.group(), failed) == null) {
                        troubles.report(item.group(), "is not carried over", failed.failure(), "READ");
                    }
                });
        for (GroupDecision decision : decisions) {
            String group = decision.snapshot().group();
            GroupSnapshot snapshot = wanted.get(group);
            Outcome.Failed<CommittedOffset> failed = refused.get(group);
            if (snapshot != null && failed != null && Patience.isSilence(failed)) {
                pace().silent(snapshot, Instant.now());
            } else if (snapshot != null && failed != null) {
                pace().refused(snapshot, now);
            } else if (snapshot != null) {
                troubles.healed(group);
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
}
