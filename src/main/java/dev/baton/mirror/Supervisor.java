package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this process mirrors, and what becomes of those that stop: each is prepared, handed to the engine, and
 * when it ends, prepared again after a pause. A partition fails alone. Thread-safe.
 */
final class Supervisor implements FlowTopics, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOUD_AFTER = Duration.ofSeconds(3);
    /** So often a partition may be taken up anew without having moved a record: with the pauses between, some three seconds. */
    private static final int ATTEMPTS_UNSAID = 5;
    /** How often a mark of a compacted topic is written anew, without news, while the source keeps a delete. */
    private static final int RENEWALS = 10;

    private final Engine engine;
    private final Preparers preparers;
    private final Tally tally;
    private final Map<TopicPartition, Entry> entries = new PartitionMap<>();
    /** How far each partition surely is. */
    private final Map<TopicPartition, Mark> marks = new PartitionMap<>();

    /** What the target holds of that. */
    private final Map<TopicPartition, Mark> written = new PartitionMap<>();

    /** Of partitions that were given up, still to be written. */
    private final Map<TopicPartition, Mark> lastMarks = new LinkedHashMap<>();

    /** What stops, and has something under way yet. */
    private final Queue<CompletableFuture<?>> drains = new ConcurrentLinkedQueue<>();

    private Map<String, MirroredTopic> topics = Map.of();
    private Set<String> passedOver = Set.of();
    private Set<Integer> shards = Set.of();
    /** Shards that are held until their last marks are written. */
    private Set<Integer> leaving = Set.of();

    private volatile long retries;
    /** Whether the topics were looked at. */
    private boolean looked;

    private Instant lastSeen = Instant.EPOCH;
    /** What was switched when the topics were looked at. */
    private SwitchedGeneration known = SwitchedGeneration.NONE;
    /** What was told since. */
    private List<SwitchedGeneration> toldSince = List.of();

    /** A partition that is wanted. */
    private static final class Entry {
        private Preparer.Gaps gaps = Preparer.Gaps.AS_EVER;
        private int attempts;
        private @Nullable Trouble trouble;
        /** For what it stands still since then: brokers may say one thing and another by turns. */
        private final Set<String> said = new HashSet<>();
        /** Of the lane that the engine was given last. */
        private @Nullable PartitionStart start;
    }

    /** @param standsStill nothing ended the partition: what it waits for may become something else */
    private record Trouble(StopCause cause, String reason, Instant since, boolean standsStill) {
        boolean isOlderThan(Duration age) {
            return since.isBefore(Instant.now().minus(age));
        }
    }

    Supervisor(Engine engine, Preparers preparers, Tally tally) {
        this.engine = engine;
        this.preparers = preparers;
        this.tally = tally;
    }

    /**
     * The topics that exist on both sides, as last seen. Those that a later generation lets go begin with the next look:
     * meanwhile they may have been deleted, or have become copies of what was mirrored back.
     *
     * @param copies topics of the source that are not mirrored, since they came from the target
     * @param under what was switched before the look
     */
    synchronized void topics(Collection<MirroredTopic> now, Set<String> copies, SwitchedGeneration under) {
        Map<String, MirroredTopic> byName = new HashMap<>();
        now.forEach(topic -> byName.put(topic.source(), topic));
        topics = byName;
        looked = true;
        passedOver = Set.copyOf(copies);
        known = under;
        toldSince = toldSince.stream()
                .filter(word -> word.generation() > under.generation())
                .toList();
        adjust();
        endRemade();
    }

    // a partition of which nothing comes would not hear that its topic was deleted and made anew
    private void endRemade() {
        entries.forEach((partition, entry) -> {
            PartitionStart start = entry.start;
            MirroredTopic topic = topics.get(partition.topic());
            if (start != null && topic != null && !start.isOf(topic)) {
                engine.end(partition, LaneEnd.remade(start));
            }
        });
    }

    /** Shards that came to this process, with the marks of their partitions as their last owner left them. */
    synchronized void assigned(Set<Integer> gained, Map<TopicPartition, Mark> lastMarks) {
        marks.putAll(lastMarks);
        written.putAll(lastMarks);
        shards = with(shards, gained);
        lastSeen = Instant.EPOCH;
        adjust();
    }

    /**
     * Shards that go to another process.
     *
     * @return done when nothing more is sent for them, nor prepared; their last marks are to be written then, and {@link #left}
     *     to be called
     */
    CompletableFuture<Void> revoked(Set<Integer> going) {
        synchronized (this) {
            leaving = with(leaving, going);
            shards = without(shards, going);
            adjust();
        }
        return CompletableFuture.allOf(drained(), preparers.release(going));
    }

    /** Shards that another process may have already: nothing is said of them any more. */
    synchronized void lost(Set<Integer> gone) {
        shards = without(shards, gone);
        adjust();
        var unused = preparers.release(gone);
        left(gone);
    }

    /** Shards that were {@link #revoked} and are held no longer. */
    synchronized void left(Set<Integer> gone) {
        leaving = without(leaving, gone);
        Predicate<TopicPartition> another = partition -> gone.contains(shard(partition)) && !isHeld(partition);
        lastMarks.keySet().removeIf(another);
        marks.keySet().removeIf(another);
        written.keySet().removeIf(another);
    }

    /** Honours a switched generation: nothing more is begun for its topics. One that the topics were looked at under is known. */
    synchronized void switched(SwitchedGeneration generation) {
        if (generation.generation() > known.generation()) {
            toldSince = Stream.concat(toldSince.stream(), Stream.of(generation))
                    .distinct()
                    .toList();
            adjust();
        }
    }

    /** Whether nothing is under way to the target for partitions that were stopped, nor for any that is being prepared. */
    boolean isQuiet() {
        return drained().isDone() && !preparers.isAppending();
    }

    /** Stops everything; done when nothing is under way any more. */
    CompletableFuture<Void> stopAll() {
        synchronized (this) {
            leaving = with(leaving, shards);
            shards = Set.of();
            adjust();
        }
        return drained();
    }

    private CompletableFuture<Void> drained() {
        return CompletableFuture.allOf(drains.toArray(CompletableFuture<?>[]::new));
    }

    private static Set<Integer> with(Set<Integer> some, Set<Integer> more) {
        Set<Integer> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static Set<Integer> without(Set<Integer> some, Set<Integer> fewer) {
        Set<Integer> rest = new HashSet<>(some);
        rest.removeAll(fewer);
        return Set.copyOf(rest);
    }

    private boolean isHeld(TopicPartition partition) {
        return isOurs(partition) || leaving.contains(shard(partition));
    }

    private synchronized void stopped(Set<TopicPartition> gone, List<Progress> last) {
        tally.ended(last);
        tally.letGo(gone.stream()
                .filter(partition -> !entries.containsKey(partition))
                .toList());
        last.stream()
                .filter(progress -> isHeld(progress.start().source().topicPartition()))
                .forEach(this::markLast);
    }

    private void markLast(Progress last) {
        Mark mark = Marks.of(last);
        lastMarks.put(mark.sourcePartition(), mark);
        marks.put(mark.sourcePartition(), mark);
    }

    private void adjust() {
        Set<TopicPartition> wanted = wanted();
        Set<TopicPartition> gone = PartitionMap.newSet(entries.keySet());
        gone.removeAll(wanted);
        gone.forEach(entries::remove);
        // by shards: the offset map of one is read once for all its partitions
        wanted.stream()
                .filter(partition -> !entries.containsKey(partition))
                .sorted(Comparator.comparingInt(Supervisor::shard))
                .forEach(partition -> {
                    Entry entry = new Entry();
                    entries.put(partition, entry);
                    prepare(partition, entry, Duration.ZERO);
                });
        if (!gone.isEmpty()) {
            drains.removeIf(CompletableFuture::isDone);
            drains.add(engine.stop(gone).thenAccept(last -> stopped(gone, last)));
        }
    }

    private Set<TopicPartition> wanted() {
        Set<TopicPartition> wanted = PartitionMap.newSet(allPartitions());
        wanted.removeIf(partition -> !isOurs(partition));
        return wanted;
    }

    private void prepare(TopicPartition partition, Entry entry, Duration pause) {
        preparers.schedule(shard(partition), preparer -> prepareNow(preparer, partition, entry), pause);
    }

    private static int shard(TopicPartition partition) {
        return InternalTopics.shardOf(partition.topic(), partition.partition());
    }

    // a partition that went and came back while this waited has an entry of its own, and is prepared for that
    private void prepareNow(Preparer preparer, TopicPartition partition, Entry entry) {
        MirroredTopic topic;
        Mark known;
        synchronized (this) {
            topic = topics.get(partition.topic());
            known = marks.get(partition);
            if (entries.get(partition) != entry || topic == null) {
                return;
            }
        }
        try {
            PartitionStart start =
                    preparer.prepare(topic, partition.partition(), known, entry.gaps, () -> isWanted(partition, entry));
            handOver(partition, entry, start);
        } catch (BatonException e) {
            retry(partition, entry, StopCause.of(e.kind()), e.inFull());
        } catch (RuntimeException e) {
            LOG.error("preparing {} failed", partition, e);
            retry(partition, entry, StopCause.UNEXPECTED, "unexpected: " + e);
        }
    }

    private synchronized boolean isWanted(TopicPartition partition, Entry entry) {
        return entries.get(partition) == entry;
    }

    private synchronized void handOver(TopicPartition partition, Entry entry, PartitionStart start) {
        if (entries.get(partition) == entry) {
            entry.start = start;
            engine.start(start);
        }
    }

    /** What the engine says of a partition that stopped; called on its thread. */
    @SuppressWarnings("ReferenceEquality") // each lane has a start of its own, and two of them may be equal
    synchronized void ended(TopicPartition partition, Progress last, LaneEnd why) {
        Entry entry = entries.get(partition);
        if (entry != null && entry.start != last.start()) {
            // it was stopped, and ended before it was drained; the partition has come back meanwhile
            return;
        }
        tally.ended(List.of(last));
        if (entry == null) {
            return;
        }
        retries++;
        marks.put(partition, Marks.of(last));
        if (last.records() > 0) {
            entry.attempts = 0;
        }
        if (why instanceof LaneEnd.NoMarkers) {
            LOG.info("{}: {}", partition, LaneEnd.NoMarkers.REASON);
            entry.gaps = Preparer.Gaps.NOT_TO_BE_WRITTEN;
            prepare(partition, entry, Duration.ZERO);
        } else if (why instanceof LaneEnd.Overtaken overtaken) {
            LOG.warn("{}: {}", partition, overtaken.reason());
            entry.gaps = Preparer.Gaps.OVERTAKEN;
            prepare(partition, entry, Duration.ZERO);
        } else if (why instanceof LaneEnd.Fault fault) {
            // it may stand still for long: how far it came is not to be known to this process alone
            lastMarks.put(partition, Marks.of(last));
            trouble(partition, entry, fault.cause(), fault.reason());
            prepare(partition, entry, fault.pause());
        } else if (why instanceof LaneEnd.Resync resync) {
            // leaders move, answers are lost: only where it gets nowhere, time after time, is something the matter
            if (entry.attempts < ATTEMPTS_UNSAID) {
                LOG.info("{}: {}", partition, resync.reason());
            } else {
                trouble(partition, entry, StopCause.UNREACHABLE, resync.reason());
            }
            prepare(partition, entry, pause(entry));
        }
    }

    private synchronized void retry(TopicPartition partition, Entry entry, StopCause cause, String reason) {
        if (entries.get(partition) == entry) {
            retries++;
            trouble(partition, entry, cause, reason);
            prepare(partition, entry, pause(entry));
        }
    }

    private static Duration pause(Entry entry) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, entry.attempts++));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static void trouble(TopicPartition partition, Entry entry, StopCause cause, String reason) {
        trouble(partition, entry, cause, reason, false);
    }

    private static void trouble(
            TopicPartition partition, Entry entry, StopCause cause, String reason, boolean standsStill) {
        Trouble before = entry.trouble;
        if (before == null || !reason.equals(before.reason())) {
            if (!standsStill || entry.said.add(reason)) {
                LOG.warn("{}: {}", partition, reason);
            }
            entry.trouble = new Trouble(cause, reason, before == null ? Instant.now() : before.since(), standsStill);
        }
    }

    // ---- what others see

    /**
     * Until when all marks of ours are surely true, but for those of partitions that stand still. Of a partition that is being
     * prepared nothing is known, and of shards that came nothing before all of theirs are.
     */
    synchronized Instant seen(Set<TopicPartition> still) {
        if (looked && !isPreparing(still)) {
            lastSeen = engine.seen();
        }
        return lastSeen;
    }

    private boolean isPreparing(Set<TopicPartition> still) {
        return entries.keySet().stream()
                .anyMatch(partition -> !still.contains(partition) && engine.progress(partition) == null);
    }

    /**
     * What the topic shows of partitions. One of ours that is not what we wrote is of a process that did not know yet that it
     * had lost it, and is written over with the next marks: an older word would hold whoever waits for a newer one.
     */
    synchronized void shown(Map<TopicPartition, Mark> read) {
        read.forEach((partition, mark) -> {
            if (!isOurs(partition)) {
                return;
            }
            marks.putIfAbsent(partition, mark);
            Mark ours = written.get(partition);
            if (ours != null && !ours.saysTheSameAs(mark)) {
                written.remove(partition);
            }
        });
    }

    /** The marks that changed since the last call of this method; those of partitions that stopped included. */
    synchronized List<Mark> changedMarks() {
        List<Mark> changed = new ArrayList<>(lastMarks.values());
        written.putAll(lastMarks);
        lastMarks.clear();
        Map<TopicPartition, String> stalled = engine.stalled();
        engine.progress().forEach((partition, progress) -> {
            Entry entry = entries.get(partition);
            if (entry == null) {
                return;
            }
            String stall = stalled.get(partition);
            if (stall != null && (entry.trouble == null || entry.trouble.standsStill())) {
                trouble(partition, entry, StopCause.UNREACHABLE, stall, true);
            } else {
                settle(entry, stall, progress);
            }
            Mark mark = Marks.of(progress);
            Mark before = written.get(partition);
            if (before == null || !before.saysTheSameAs(mark) || isToRenew(before, mark)) {
                written.put(partition, mark);
                changed.add(mark);
                marks.put(partition, mark);
            }
        });
        return changed;
    }

    /** Of a compacted topic how old a mark is says which deletes the source may have forgotten since. */
    private boolean isToRenew(Mark before, Mark mark) {
        return topic(mark.topic())
                .map(MirroredTopic::deleteRetention)
                .filter(retention ->
                        before.time().plus(retention.dividedBy(RENEWALS)).isBefore(mark.time()))
                .isPresent();
    }

    /** Marks that could not be written: {@link #changedMarks} gives them again, or newer ones, while their shards are ours. */
    synchronized void notWritten(Collection<Mark> lost) {
        for (Mark mark : lost) {
            TopicPartition partition = mark.sourcePartition();
            written.remove(partition);
            if (!entries.containsKey(partition) && isHeld(partition)) {
                lastMarks.putIfAbsent(partition, mark);
            }
        }
    }

    private static void settle(Entry entry, @Nullable String stall, Progress progress) {
        if (stall == null && isOutOfTrouble(progress)) {
            entry.trouble = null;
            entry.said.clear();
            entry.attempts = 0;
        }
    }

    // prepared again is not healed: what stopped it may stop it again with the first batch
    private static boolean isOutOfTrouble(Progress progress) {
        Long stable = progress.lastStable();
        return progress.records() > 0 || (stable != null && progress.coveredTo() >= stable);
    }

    /** Partitions that have been in trouble for more than a moment, and still are. */
    synchronized List<MirrorView.Stopped> stopped() {
        settleTroubles();
        List<MirrorView.Stopped> stopped = new ArrayList<>();
        troubles(LOUD_AFTER)
                .forEach((partition, trouble) -> stopped.add(new MirrorView.Stopped(
                        partition.topic(), partition.partition(), trouble.cause(), trouble.reason())));
        return stopped;
    }

    // what healed since the marks were last looked at is no trouble any more: --once may end in between
    private void settleTroubles() {
        if (entries.values().stream().noneMatch(entry -> entry.trouble != null)) {
            return;
        }
        Map<TopicPartition, String> stalled = engine.stalled();
        entries.forEach((partition, entry) -> {
            Progress progress = entry.trouble == null ? null : engine.progress(partition);
            if (progress != null) {
                settle(entry, stalled.get(partition), progress);
            }
        });
    }

    /** The same, without those that cannot be reached, which heals by itself, unless for longer than this. */
    synchronized Set<TopicPartition> stoppedFor(Duration unreachable) {
        settleTroubles();
        return troubles(unreachable).keySet();
    }

    private Map<TopicPartition, Trouble> troubles(Duration unreachable) {
        Map<TopicPartition, Trouble> troubles = new PartitionMap<>();
        entries.forEach((partition, entry) -> {
            Trouble trouble = entry.trouble;
            if (trouble != null
                    && trouble.isOlderThan(trouble.cause() == StopCause.UNREACHABLE ? unreachable : LOUD_AFTER)) {
                troubles.put(partition, trouble);
            }
        });
        return troubles;
    }

    /** How often a partition was taken up anew, whatever for. */
    long retries() {
        return retries;
    }

    /** Lets go of what the offset maps say of target offsets below the given ones, which are gone. */
    synchronized void trim(Map<TopicPartition, Long> targetStarts) {
        targetStarts.forEach((partition, start) -> {
            MirroredTopic topic = topics.get(partition.topic());
            if (entries.containsKey(partition) && topic != null) {
                engine.trim(partition, start);
                preparers.schedule(
                        shard(partition), preparer -> trimNow(preparer, topic, partition, start), Duration.ZERO);
            }
        });
    }

    private static void trimNow(Preparer preparer, MirroredTopic topic, TopicPartition partition, long start) {
        try {
            preparer.trim(topic, partition.partition(), start);
        } catch (BatonException e) {
            LOG.debug("the offset map of {} is not trimmed: {}", partition, e.getMessage());
        }
    }

    @Override
    public synchronized Set<Integer> shards() {
        return shards;
    }

    synchronized Set<TopicPartition> partitions() {
        return Set.copyOf(entries.keySet());
    }

    @Override
    public synchronized boolean isAwaited(String source) {
        return !passedOver.contains(source) && !isSwitched(source);
    }

    /** All partitions of the flow that are mirrored, by whatever process. */
    synchronized List<TopicPartition> allPartitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (MirroredTopic topic : topics.values()) {
            boolean switched = isSwitched(topic.source());
            for (int p = 0; p < topic.partitions() && !switched; p++) {
                all.add(new TopicPartition(topic.source(), p));
            }
        }
        return all;
    }

    /** Those of them that nobody mirrors any more: their topics are gone, or were switched. */
    synchronized List<TopicPartition> unwanted(Collection<TopicPartition> partitions) {
        return partitions.stream().filter(partition -> !isInTheFlow(partition)).toList();
    }

    private boolean isInTheFlow(TopicPartition partition) {
        MirroredTopic topic = topics.get(partition.topic());
        return topic != null && partition.partition() < topic.partitions() && !isSwitched(partition.topic());
    }

    private boolean isSwitched(String topic) {
        return known.coversTopic(topic) || toldSince.stream().anyMatch(word -> word.coversTopic(topic));
    }

    @Override
    public synchronized Optional<MirroredTopic> topic(String source) {
        return Optional.ofNullable(topics.get(source));
    }

    @Override
    public void close() {
        preparers.close();
    }
}
