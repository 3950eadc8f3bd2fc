package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.state.InternalTopics;
import dev.baton.wire.Fetched;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.RecordBatches;
import dev.baton.wire.TargetLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that moves records: a {@link Lane} for each partition, which it feeds and asks, all connections to the target, and
 * beside it the thread of {@link SourceSide}. Only lanes that have something to do are looked at. Other threads hand it
 * commands and read {@link #progress}.
 */
final class Engine implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    /** With a limit, no more is fetched ahead than goes in this time: what is fetched then keeps to the limit as well. */
    private static final Duration HELD = Duration.ofSeconds(2);

    /** So that a mirror that is told to stop, or a mark, does not wait for long. */
    private static final long MARKERS_A_JOB = 100;

    private static final long IDLE_POLL_MILLIS = 50;
    private static final long DRAINING_POLL_MILLIS = 1;

    /** Memory of all that is fetched and not acknowledged yet. */
    private static final int MAX_BYTES = 96 << 20;

    /**
     * No lane may hold more than this part of what is free then (dynamic thresholds; Choudhury and Hahne 1998): few busy ones
     * get much, and those that are stuck, however many, never take all of the room of the others.
     */
    private static final int PART_OF_FREE = 8;

    private static final int MAX_BYTES_A_LANE = 6 << 20;
    private static final int MIN_BYTES_A_LANE = 16 << 10;
    private static final int FETCHES_A_LANE = 3;
    private static final long COMPACT_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration SOURCE_GONE = Duration.ofSeconds(30);

    /** Told, on the engine's thread, that a partition stopped. */
    interface Listener {
        void ended(TopicPartition source, Progress last, LaneEnd why);
    }

    private final Held held;
    private final SourceSide source;
    private final TargetSide target;
    private final Listener listener;
    private final Lease lease;
    private final CoordinatorFiller filler;
    private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Lane> awake = new LinkedHashSet<>();
    /** Lanes that ended with something under way: nothing follows, and it may still come into the log. */
    private final Set<Lane> unanswered = new LinkedHashSet<>();

    private final Map<Integer, MapLane> mapLanes = new ConcurrentHashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    /** Until it is known every record counts as old, so that no second batch of a partition goes while one is under way. */
    private volatile Duration producerStateLife = Duration.ZERO;

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long compactedNanos = System.nanoTime();
    private volatile boolean running = true;

    Engine(ClusterConfig source, ClusterConfig target, @Nullable Long maxRate, Lease lease, Listener listener) {
        RateLimit<Lane> limit = maxRate == null ? null : new RateLimit<>(maxRate, System::nanoTime, Lane::hasBatch);
        this.held = new Held(limit == null ? MAX_BYTES : Math.min(MAX_BYTES, limit.bytesIn(HELD)));
        this.source = new SourceSide(source, this::sourceTopics, held, new Arrivals());
        this.target = new TargetSide(target, limit, lease::isValid, this::wake);
        this.lease = lease;
        this.filler = new CoordinatorFiller(target, lease, this::failed);
        this.listener = listener;
    }

    // ---- other threads

    /** How long a broker of the target surely remembers a producer, from the time of its newest record on. */
    void remembersProducersFor(Duration life) {
        producerStateLife = life;
    }

    /** Takes a partition on. */
    void start(PartitionStart start) {
        command(() -> {
            Lane lane = new Lane(
                    start, () -> System.currentTimeMillis() - producerStateLife.toMillis(), System::nanoTime, held);
            Lane before = lanes.put(start.source().topicPartition(), lane);
            if (before != null) {
                before.abandon(new LaneEnd.Resync("its partition was prepared anew"));
                leave(before);
            }
            awake.add(lane);
            source.suspectLeaders();
            target.suspectLeaders();
        });
    }

    /** Sends nothing more for these partitions; gives how far they came when what was under way is answered. */
    CompletableFuture<List<Progress>> stop(Set<TopicPartition> partitions) {
        CompletableFuture<List<Progress>> drained = new CompletableFuture<>();
        command(() -> {
            List<Lane> stopping = new ArrayList<>(
                    partitions.stream().map(lanes::get).filter(Objects::nonNull).toList());
            stopping.forEach(this::stopReading);
            unanswered.stream()
                    .filter(lane -> partitions.contains(partition(lane)))
                    .forEach(stopping::add);
            commands.add(() -> awaitDrained(stopping, drained));
        });
        return drained;
    }

    private void stopReading(Lane lane) {
        lane.stopReading();
        cancelFill(lane);
    }

    // nobody tells of markers that are not wanted any more, but the filler is asked whether one is under way
    private void cancelFill(Lane lane) {
        if (lane.start().markers() instanceof Markers.Coordinated) {
            filler.cancel(lane.start().target());
            lane.fillNotSent();
        }
    }

    private void leave(Lane ended) {
        awake.remove(ended);
        cancelFill(ended);
        if (!isAnswered(ended)) {
            unanswered.add(ended);
        }
    }

    private boolean isAnswered(Lane lane) {
        return lane.isDrained() && !isFilling(lane.start().target());
    }

    // of these lanes alone: their partitions may have come back, and have others by now
    private void awaitDrained(List<Lane> stopping, CompletableFuture<List<Progress>> drained) {
        if (stopping.stream().allMatch(this::isAnswered)) {
            stopping.forEach(awake::remove);
            drained.complete(stopping.stream()
                    .filter(lane -> lanes.remove(partition(lane), lane))
                    .map(Lane::progress)
                    .toList());
        } else {
            commands.add(() -> awaitDrained(stopping, drained));
        }
    }

    private static TopicPartition partition(Lane lane) {
        return lane.start().source().topicPartition();
    }

    private boolean isHeld(Lane lane) {
        return lanes.get(partition(lane)) == lane;
    }

    // answers come for lanes that were stopped or replaced, too: those have nothing to do any more
    private void wake(Lane lane) {
        if (isHeld(lane)) {
            awake.add(lane);
        }
    }

    /** Whether the coordinator may be writing a marker to that partition of the target. */
    boolean isFilling(PartitionRef target) {
        return filler.isFilling(target);
    }

    /** Ends what is mirrored of a partition for a reason that its lane cannot see; nothing where it has ended. */
    void end(TopicPartition partition, LaneEnd why) {
        command(() -> {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                awake.add(lane);
                lane.abandon(why);
            }
        });
    }

    /** Forgets what the offset map of a partition says of target offsets below that one. */
    void trim(TopicPartition partition, long targetStart) {
        command(() -> {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.trim(targetStart);
            }
        });
    }

    /** Makes a shard's part of the offset map writable by its new owner. */
    void openMap(int shard, MapLane lane) {
        command(() -> mapLanes.put(shard, lane));
    }

    void closeMaps(Set<Integer> shards) {
        command(() -> shards.forEach(shard -> {
            MapLane lane = mapLanes.remove(shard);
            if (lane != null) {
                lane.fence();
            }
        }));
    }

    /** Writes to a shard's part of the offset map; completes with whether it is written. */
    CompletableFuture<Boolean> writeMap(int shard, List<RecordBatches.Keyed> records) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        command(() -> writeMap(shard, records, done::complete));
        return done;
    }

    /**
     * Completes with true once nothing is under way to a shard's part of the offset map that was handed over before, as where
     * this process has none open; and with false where a newer owner fenced it, so that what was handed over may be lost.
     */
    CompletableFuture<Boolean> settleMap(int shard) {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        command(() -> {
            MapLane lane = mapLanes.get(shard);
            if (lane == null) {
                settled.complete(true);
            } else {
                lane.write(List.of(), settled::complete);
            }
        });
        return settled;
    }

    /** Why a shard's part of the offset map has not been written for longer than a moment; null where it gets on. */
    @Nullable
    String stalledMap(int shard) {
        MapLane lane = mapLanes.get(shard);
        return lane == null ? null : lane.stalled();
    }

    private void writeMap(int shard, List<RecordBatches.Keyed> records, MapLane.Done done) {
        MapLane lane = mapLanes.get(shard);
        if (lane == null) {
            done.recorded(false);
        } else {
            lane.write(records, done);
        }
    }

    @Nullable
    Progress progress(TopicPartition partition) {
        Lane lane = lanes.get(partition);
        return lane == null ? null : lane.progress();
    }

    Map<TopicPartition, Progress> progress() {
        Map<TopicPartition, Progress> now = new PartitionMap<>();
        lanes.forEach((partition, lane) -> now.put(partition, lane.progress()));
        return now;
    }

    /** When the source was asked last for every partition, and answered: what it took on later has not been seen. */
    Instant seen() {
        return lanes.values().stream()
                .map(lane -> lane.progress().seen())
                .min(Comparator.naturalOrder())
                .orElseGet(() -> Instant.now().minus(sourceSilence()));
    }

    /** How long ago a broker of the source last answered. */
    Duration sourceSilence() {
        return source.silence();
    }

    /** Whether the source is asked for anything, or did not answer when it was. */
    boolean isSourceAsked() {
        return source.isAsking();
    }

    /**
     * Partitions that have not got on for longer than a moment, and why, though nothing ended them. Those that only wait for the
     * source are left out while none of its brokers answers: that is one thing, not one a partition.
     */
    Map<TopicPartition, String> stalled() {
        boolean answers = sourceSilence().compareTo(MirrorView.Links.SILENT) < 0;
        Map<TopicPartition, String> stalled = new PartitionMap<>();
        lanes.forEach((partition, lane) -> {
            String why = lane.stalled();
            if (why != null && (answers || !lane.isStalledBySource())) {
                stalled.put(partition, why);
            }
        });
        return stalled;
    }

    /** Whether it has not got on for longer than a moment, be it for want of the source. */
    boolean isStalled(TopicPartition partition) {
        Lane lane = lanes.get(partition);
        return lane != null && lane.stalled() != null;
    }

    /** Whether no broker of the source has answered for long, while partitions wait for one. */
    boolean isWithoutSource() {
        return sourceSilence().compareTo(SOURCE_GONE) > 0
                && lanes.values().stream().anyMatch(Lane::isStalledBySource);
    }

    /** What ended one of the threads that move records; null while they run. Nothing is moved any more. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** One of the threads that a mirror cannot do without has ended, or is about to. */
    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        close();
    }

    private Set<String> sourceTopics() {
        return lanes.values().stream()
                .map(lane -> lane.start().source().topic())
                .collect(Collectors.toSet());
    }

    private void command(Runnable command) {
        commands.add(command);
        target.wakeup();
    }

    @Override
    public void close() {
        running = false;
        source.close();
        target.wakeup();
    }

    // ---- the loop

    @Override
    public void run() {
        Thread reading = new Thread(source, "baton-mirror-read");
        reading.setDaemon(true);
        reading.start();
        try {
            while (running) {
                turn();
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            filler.close();
            source.close();
            target.close();
        }
    }

    /** On what this process may send. */
    Lease lease() {
        return lease;
    }

    private void turn() {
        try {
            runCommands();
            target.refreshLeaders(lanes.values(), mapLanes.values());
            wish();
            if (lease.isValid()) {
                serveMaps();
                target.serve(awake);
                List.copyOf(awake).forEach(this::fillByCoordinator);
            }
            target.poll(commands.isEmpty() ? IDLE_POLL_MILLIS : DRAINING_POLL_MILLIS);
        } catch (BatonException e) {
            refused(e);
        }
        reportEnds();
        unanswered.removeIf(this::isAnswered);
        awake.removeIf(Lane::isWaiting);
    }

    private void runCommands() {
        int waiting = commands.size();
        for (int i = 0; i < waiting; i++) {
            Runnable command = commands.poll();
            if (command != null) {
                command.run();
            }
        }
    }

    private void wish() {
        compact();
        makeRoom();
        int room = (int) Math.max(MIN_BYTES_A_LANE, Math.min(MAX_BYTES_A_LANE, held.free() / PART_OF_FREE));
        List<SourceSide.Wish> wishes = new ArrayList<>();
        boolean full = false;
        long now = System.nanoTime();
        for (Lane lane : awake) {
            full |= lane.isAboutToHaveRoom(room);
            if (lane.wantsFetch(room)) {
                wishes.add(new SourceSide.Wish(lane, lane.startFetch(room / FETCHES_A_LANE), now));
            }
        }
        source.wish(wishes, full);
    }

    private void compact() {
        long now = System.nanoTime();
        if (held.isWasteful() && now - compactedNanos > COMPACT_NANOS) {
            lanes.values().forEach(Lane::compact);
            compactedNanos = now;
        }
    }

    // as many as wait for a broker that is away can hold all of it, with one batch each; they are prepared anew until
    // it is back
    private void makeRoom() {
        if (held.isShort()) {
            awake.stream()
                    .filter(Lane::isStuck)
                    .forEach(lane -> lane.abandon(new LaneEnd.Resync("what waits for "
                            + lane.start().target() + " took the room of others: " + lane.stalled())));
        }
    }

    // a broker speaks another protocol, or refuses who asks for what all need: every partition is told, and tried again
    private void refused(BatonException e) {
        LOG.warn("{}", e.getMessage());
        awake.addAll(lanes.values());
        awake.forEach(lane -> lane.abandon(LaneEnd.failed(e)));
    }

    private void reportEnds() {
        List<Lane> ended =
                awake.stream().filter(lane -> lane.phase() == Lane.Phase.ENDED).toList();
        for (Lane lane : ended) {
            leave(lane);
            if (lanes.remove(partition(lane), lane)) {
                lane.end().ifPresent(why -> listener.ended(partition(lane), lane.progress(), why));
            }
        }
    }

    /** What the reading thread brings, handed on to this one. */
    private final class Arrivals implements SourceSide.Receiver {
        @Override
        public void read(
                Collection<SourceSide.Wish> wishes, Map<PartitionRef, Fetched> fetched, Instant sent, int taken) {
            command(() -> {
                wishes.forEach(wish -> arrived(wish, fetched, sent));
                held.giveBack(taken);
            });
        }

        @Override
        public void refused(Collection<SourceSide.Wish> wishes, BatonException why) {
            LOG.warn("{}", why.getMessage());
            command(() -> wishes.forEach(wish -> {
                wake(wish.lane());
                wish.lane().abandon(LaneEnd.failed(why));
            }));
        }

        @Override
        public void refused(BatonException why) {
            command(() -> Engine.this.refused(why));
        }

        @Override
        public void ended(Throwable why) {
            failed(why);
        }
    }

    private void arrived(SourceSide.Wish wish, Map<PartitionRef, Fetched> fetched, Instant sent) {
        Lane lane = wish.lane();
        if (isHeld(lane)) {
            awake.add(lane);
            Fetched answer = fetched.getOrDefault(wish.partition(), Fetched.NO_WORD);
            LaneStep.alone(lane, () -> lane.fetched(answer, sent));
        }
    }

    private void fillByCoordinator(Lane lane) {
        if (!(lane.start().markers() instanceof Markers.Coordinated way)) {
            return;
        }
        long missing = lane.takeFill(MARKERS_A_JOB);
        if (missing > 0) {
            PartitionRef log = lane.start().target();
            filler.fill(new FillJob(
                    way,
                    log,
                    lane.logEnd(),
                    lane.settledAt(),
                    missing,
                    (ends, failure) -> command(() -> {
                        wake(lane);
                        if (failure == null) {
                            lane.filled(TargetLog.Marked.ANSWERED, ends);
                        } else {
                            lane.notFilled(failure);
                        }
                    })));
        }
    }

    // ---- offset map

    private void serveMaps() {
        for (Lane lane : awake) {
            LaneStep.alone(lane, () -> lane.takeRuns().ifPresent(entry -> record(lane, entry)));
        }
        target.serveMaps(mapLanes.values());
    }

    private void record(Lane lane, MapEntry entry) {
        PartitionRef ref = lane.start().source();
        int shard = InternalTopics.shardOf(ref.topic(), ref.partition());
        RecordBatches.Keyed keyed =
                new RecordBatches.Keyed(ByteBuffer.wrap(MapCodec.key(entry)), ByteBuffer.wrap(MapCodec.value(entry)));
        MapLane map = mapLanes.get(shard);
        if (map != null) {
            lane.runsHandedTo(map);
        }
        writeMap(shard, List.of(keyed), written -> {
            wake(lane);
            if (written) {
                lane.runsRecorded();
            } else {
                lane.abandon(new LaneEnd.Resync("the offset map of shard " + shard + " cannot be written"));
            }
        });
    }
}
