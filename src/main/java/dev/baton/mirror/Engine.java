package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.state.InternalTopics;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Fetched;
import dev.baton.wire.Leader;
import dev.baton.wire.LogState;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.RecordBatches;
import dev.baton.wire.SourceLog;
import dev.baton.wire.TargetLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that moves records: one thread, all connections of the data path, and a {@link Lane} for each partition, which it
 * feeds and asks. Other threads hand it commands and read {@link #progress}.
 */
final class Engine implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int FETCH_WAIT_MILLIS = 500;
    private static final int FETCH_BYTES_A_PARTITION = 2 << 20;
    private static final long BUSY_POLL_MILLIS = 1;
    private static final long IDLE_POLL_MILLIS = 50;
    private static final Duration PRODUCER_STATE_LIFE = Duration.ofHours(23);

    /** Told, on the engine's thread, that a partition stopped. */
    interface Listener {
        void ended(TopicPartition source, Progress last, LaneEnd why);
    }

    private final SourceLog source;
    private final TargetLog target;
    private final Leaders sourceLeaders;
    private final Leaders targetLeaders;
    private final Listener listener;
    private final Lease lease;
    private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Integer, MapLane> mapLanes = new HashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final AtomicLong sourceHeardNanos = new AtomicLong(System.nanoTime());
    private volatile boolean running = true;

    Engine(ClusterConfig source, ClusterConfig target, Lease lease, Listener listener) {
        this.source = new SourceLog(source, "baton-mirror-fetch");
        this.target = new TargetLog(target, "baton-mirror-append");
        this.sourceLeaders = new Leaders(this.source::layout, this.source::bootstrapNode);
        this.targetLeaders = new Leaders(this.target::layout, this.target::bootstrapNode);
        this.lease = lease;
        this.listener = listener;
    }

    // ---- other threads

    /** Takes a partition on. */
    void start(PartitionStart start) {
        command(() -> {
            long oldBefore = System.currentTimeMillis() - PRODUCER_STATE_LIFE.toMillis();
            lanes.put(start.source().topicPartition(), new Lane(start, oldBefore));
            sourceLeaders.suspect();
            targetLeaders.suspect();
        });
    }

    /** Sends nothing more for these partitions; gives how far they came when what was under way is answered. */
    CompletableFuture<List<Progress>> stop(Set<TopicPartition> partitions) {
        CompletableFuture<List<Progress>> drained = new CompletableFuture<>();
        command(() -> {
            for (TopicPartition partition : partitions) {
                Lane lane = lanes.get(partition);
                if (lane != null) {
                    lane.stopReading();
                }
            }
            commands.add(() -> awaitDrained(partitions, drained));
        });
        return drained;
    }

    private void awaitDrained(Set<TopicPartition> partitions, CompletableFuture<List<Progress>> drained) {
        List<Lane> stopping =
                partitions.stream().map(lanes::get).filter(Objects::nonNull).toList();
        if (stopping.stream().allMatch(Lane::isDrained)) {
            partitions.forEach(lanes::remove);
            drained.complete(stopping.stream().map(Lane::progress).toList());
        } else {
            commands.add(() -> awaitDrained(partitions, drained));
        }
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
        return lanes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, e -> e.getValue().progress()));
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
        return Duration.ofNanos(System.nanoTime() - sourceHeardNanos.get());
    }

    private void command(Runnable command) {
        commands.add(command);
        source.wakeup();
        target.wakeup();
    }

    @Override
    public void close() {
        running = false;
        source.wakeup();
        target.wakeup();
    }

    // ---- the loop

    @Override
    public void run() {
        try {
            while (running) {
                turn();
            }
        } finally {
            source.close();
            target.close();
        }
    }

    private void turn() {
        try {
            runCommands();
            sourceLeaders.refresh(topics(start -> start.source().topic()));
            targetLeaders.refresh(targetTopics());
            startFetches();
            if (lease.isValid()) {
                serveMaps();
                serveLanes();
            }
            poll();
            reportEnds();
        } catch (BatonException e) {
            // credentials refused: every partition is told, and tried again after a pause
            LOG.warn("{}", e.getMessage());
            lanes.values()
                    .forEach(lane ->
                            lane.abandon(new LaneEnd.Fault(String.valueOf(e.getMessage()), Duration.ofSeconds(5))));
            reportEnds();
        }
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

    private Set<String> topics(Function<PartitionStart, String> name) {
        return lanes.values().stream().map(lane -> name.apply(lane.start())).collect(Collectors.toSet());
    }

    private Set<String> targetTopics() {
        Set<String> topics = topics(start -> start.target().topic());
        mapLanes.values().forEach(lane -> topics.add(lane.partition().topic()));
        return topics;
    }

    private void poll() {
        boolean appending = target.hasInFlight();
        source.poll(appending ? 0 : commands.isEmpty() ? IDLE_POLL_MILLIS : 0);
        target.poll(appending ? BUSY_POLL_MILLIS : 0);
    }

    private void reportEnds() {
        List<Map.Entry<TopicPartition, Lane>> ended = lanes.entrySet().stream()
                .filter(e -> e.getValue().phase() == Lane.Phase.ENDED)
                .toList();
        for (Map.Entry<TopicPartition, Lane> e : ended) {
            lanes.remove(e.getKey());
            e.getValue()
                    .end()
                    .ifPresent(why -> listener.ended(e.getKey(), e.getValue().progress(), why));
        }
    }

    // ---- source side

    private void startFetches() {
        Map<Node, List<Lane>> wanting = new HashMap<>();
        boolean full = false;
        for (Lane lane : lanes.values()) {
            Leader leader = sourceLeaders.of(lane.start().source());
            full |= lane.isFull();
            if (leader == null) {
                sourceLeaders.suspect();
            } else if (lane.wantsFetch()) {
                wanting.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(lane);
            }
        }
        int wait = full ? 0 : FETCH_WAIT_MILLIS;
        wanting.forEach((node, wanted) -> {
            if (source.isIdle(node)) {
                fetch(node, wanted, wait);
            }
        });
    }

    private void fetch(Node node, List<Lane> wanted, int waitMillis) {
        Map<PartitionRef, SourceLog.Position> positions = new LinkedHashMap<>();
        Map<PartitionRef, Lane> byRef = new HashMap<>();
        for (Lane lane : wanted) {
            byRef.put(lane.start().source(), lane);
            positions.put(
                    lane.start().source(),
                    new SourceLog.Position(
                            lane.fetchStarted(),
                            FETCH_BYTES_A_PARTITION,
                            lane.start().maxBatchBytes()));
        }
        boolean sent = source.fetch(node, positions, waitMillis, answer -> fetched(byRef, answer));
        if (!sent) {
            byRef.values().forEach(Lane::fetchLost);
        }
    }

    private void fetched(Map<PartitionRef, Lane> asked, @Nullable Map<PartitionRef, Fetched> answer) {
        if (answer == null) {
            sourceLeaders.suspect();
            asked.values().forEach(Lane::fetchLost);
            return;
        }
        sourceHeardNanos.set(System.nanoTime());
        asked.forEach((ref, lane) -> {
            Fetched fetched = answer.get(ref);
            if (fetched == null) {
                lane.fetchLost();
                return;
            }
            if (!(fetched instanceof Fetched.Chunk)) {
                sourceLeaders.suspect();
            }
            lane.fetched(fetched);
        });
    }

    // ---- offset map

    private void serveMaps() {
        for (Lane lane : lanes.values()) {
            lane.takeRuns().ifPresent(entry -> record(lane, entry));
        }
        for (MapLane map : mapLanes.values()) {
            Leader leader = targetLeaders.of(map.partition());
            if (leader == null) {
                targetLeaders.suspect();
            } else {
                serve(map, leader.node());
            }
        }
    }

    private void serve(MapLane map, Node node) {
        if (!target.isConnected(node)) {
            map.connectionLost();
        }
        if (map.takeReadBack()) {
            boolean sent =
                    target.readBack(node, Map.of(map.partition(), map.owner().id()), states -> {
                        LogState state = states.get(map.partition());
                        if (state == null) {
                            map.readBackLost();
                            targetLeaders.suspect();
                        } else {
                            map.readBack(state);
                        }
                    });
            if (!sent) {
                map.readBackLost();
            }
        } else if (target.isConnected(node)) {
            map.takeBatch().ifPresent(batch -> {
                boolean sent = target.append(
                        node, List.of(batch), outcome -> map.appended(outcomeOf(outcome, map.partition())));
                if (!sent) {
                    map.appended(new Appended.Unknown("not sent"));
                }
            });
        }
    }

    private static Appended outcomeOf(Map<PartitionRef, Appended> outcomes, PartitionRef partition) {
        return outcomes.getOrDefault(partition, new Appended.Unknown("no answer"));
    }

    private void record(Lane lane, MapEntry entry) {
        PartitionRef ref = lane.start().source();
        int shard = InternalTopics.shardOf(ref.topic(), ref.partition());
        RecordBatches.Keyed keyed =
                new RecordBatches.Keyed(ByteBuffer.wrap(MapCodec.key(entry)), ByteBuffer.wrap(MapCodec.value(entry)));
        writeMap(shard, List.of(keyed), written -> {
            if (written) {
                lane.runsRecorded();
            } else {
                lane.abandon(new LaneEnd.Resync("the offset map of shard " + shard + " cannot be written"));
            }
        });
    }

    // ---- target side

    private void serveLanes() {
        Map<Node, List<Lane>> byLeader = new HashMap<>();
        for (Lane lane : lanes.values()) {
            Leader leader = targetLeaders.of(lane.start().target());
            if (leader == null) {
                targetLeaders.suspect();
            } else {
                byLeader.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(lane);
            }
        }
        byLeader.forEach((node, led) -> {
            if (!target.isConnected(node)) {
                led.forEach(Lane::connectionLost);
            }
            readBack(node, led);
            led.forEach(lane -> fill(node, lane));
            append(node, led);
        });
    }

    private void readBack(Node node, List<Lane> led) {
        List<Lane> asking = led.stream().filter(Lane::takeReadBack).toList();
        if (asking.isEmpty()) {
            return;
        }
        Map<PartitionRef, Long> producerIds = asking.stream()
                .collect(Collectors.toMap(
                        lane -> lane.start().target(), lane -> lane.start().producerId()));
        boolean sent = target.readBack(
                node,
                producerIds,
                states -> asking.forEach(lane -> {
                    LogState state = states.get(lane.start().target());
                    if (state == null) {
                        targetLeaders.suspect();
                        lane.readBackLost();
                    } else {
                        lane.readBack(state);
                    }
                }));
        if (!sent) {
            asking.forEach(Lane::readBackLost);
        }
    }

    private void fill(Node node, Lane lane) {
        long missing = lane.takeFill();
        if (missing > 0) {
            boolean sent =
                    target.fill(node, lane.start().target(), lane.start().markerProducerId(), missing, lane::filled);
            if (!sent) {
                lane.fillNotSent();
            }
        }
    }

    private void append(Node node, List<Lane> led) {
        while (target.isConnected(node) && target.inFlight(node) < TargetLog.WINDOW) {
            Map<PartitionRef, Lane> sending = new HashMap<>();
            List<Batch> batches = new ArrayList<>();
            for (Lane lane : led) {
                lane.takeBatch().ifPresent(batch -> {
                    batches.add(batch);
                    sending.put(batch.partition(), lane);
                });
            }
            if (batches.isEmpty()) {
                return;
            }
            boolean sent = target.append(node, batches, outcomes -> appended(sending, outcomes));
            if (!sent) {
                sending.values().forEach(lane -> lane.appended(new Appended.Unknown("not sent")));
            }
        }
    }

    private void appended(Map<PartitionRef, Lane> sent, Map<PartitionRef, Appended> outcomes) {
        sent.forEach((ref, lane) -> {
            Appended outcome = outcomeOf(outcomes, ref);
            if (!(outcome instanceof Appended.Accepted)) {
                targetLeaders.suspect();
            }
            lane.appended(outcome);
        });
    }
}
