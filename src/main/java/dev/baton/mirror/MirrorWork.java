package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.state.FlowFacts;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a mirror process does beside moving records: once a second it tells how far it is, and carries groups and topics over. */
final class MirrorWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWork.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** With the pass itself this stays under a second: what a group commits later is re-read after a failover. */
    private static final Duration GROUPS = Duration.ofMillis(500);

    private static final Duration TRIM = Duration.ofSeconds(10);
    private static final Duration TOPICS = Duration.ofSeconds(5);
    private static final Duration MEMORY_MARGIN = Duration.ofHours(1);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);
    private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(10);

    private final FlowConfig flow;
    private final Cluster target;
    private final StateWriter state;
    private final StateTail tail;
    private final Engine engine;
    private final Supervisor supervisor;
    private final TopicSync topicSync;
    private final AclSync aclSync;
    private final MirrorMakerEmission emission;
    private final GroupSync groupSync;
    private final HeldBack heldBack;
    private final Tally tally;
    private final Lookout lookout;
    private final FillWatch fillWatch;
    private final MapTrim mapTrim;
    private final String member;
    private final String host;
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(3, task -> {
        Thread thread = new Thread(task, "baton-mirror-timer");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile SwitchedGeneration honoured = SwitchedGeneration.NONE;
    private volatile MirrorView.Phase phase = MirrorView.Phase.MIRRORING;
    private final AtomicLong rebalances = new AtomicLong();
    private @Nullable Instant coveredSince;
    private @Nullable MirrorResult result;

    MirrorWork(
            MirrorSettings settings,
            Cluster source,
            Cluster target,
            FlowFacts facts,
            StateWriter state,
            StateTail tail,
            Engine engine,
            Lease lease,
            Instant startedAt) {
        this.flow = settings.flow();
        this.target = target;
        this.state = state;
        this.tail = tail;
        this.engine = engine;
        this.tally = new Tally();
        this.supervisor = new Supervisor(
                engine,
                new Preparers(
                        () -> new Preparer(settings.source(), settings.target(), target, flow, facts, state, engine),
                        engine::failed),
                tally);
        this.lookout = new Lookout(flow, startedAt, engine, supervisor, lease, tally);
        this.mapTrim = new MapTrim(target);
        this.topicSync = new TopicSync(source, target, flow);
        this.aclSync = new AclSync(source, target, flow);
        this.emission = new MirrorMakerEmission(target, flow);
        MirroredCommits translation = new MirroredCommits(engine, tail, new OthersProgress(target, flow.from(), tail));
        this.groupSync = new GroupSync(source, target, flow, translation, supervisor, state, emission::checkpoints);
        this.heldBack = new HeldBack(source);
        this.fillWatch = new FillWatch(flow.offsets());
        this.host = hostName();
        this.member = host + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    Supervisor supervisor() {
        return supervisor;
    }

    void start() {
        timers.execute(() -> quietly("learn how long the target remembers producers", this::learnMemory));
        honourSwitched();
        quietly("follow the topics", this::syncTopics);
        every(TICK, "tell how far it is", this::tick);
        every(GROUPS, "carry groups over", groupSync::sync);
        every(TOPICS, "follow the topics", this::syncTopics);
        every(TOPICS, "see what holds partitions back", () -> heldBack.look(engine.progress(), Instant.now()));
        every(TRIM, "trim the offset maps", () -> supervisor.trim(mapTrim.outlived(engine.progress())));
        if (flow.following().heartbeats()) {
            every(TICK, "write a heartbeat of MirrorMaker 2", this::emitHeartbeat);
        }
    }

    // a producer's last record that is this old may be forgotten at the next check, ten minutes apart by default
    private void learnMemory() {
        String expires = target.configs().broker().get("producer.id.expiration.ms");
        if (expires != null) {
            Duration life = Duration.ofMillis(Long.parseLong(expires));
            Duration margin = life.dividedBy(2);
            engine.remembersProducersFor(life.minus(margin.compareTo(MEMORY_MARGIN) < 0 ? margin : MEMORY_MARGIN));
        }
    }

    private void every(Duration period, String what, Runnable task) {
        var unused = timers.scheduleWithFixedDelay(
                () -> quietly(what, task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    // a cluster that is away now may be back in a second: a new failure is said once, and it is tried on
    private void quietly(String what, Runnable task) {
        try {
            task.run();
            troubles.remove(what);
        } catch (BatonException e) {
            String remedy = e.remedy();
            String trouble = remedy == null ? String.valueOf(e.getMessage()) : e.getMessage() + "; " + remedy;
            if (!trouble.equals(troubles.put(what, trouble))) {
                LOG.warn("could not {}: {}", what, trouble);
            }
        } catch (RuntimeException e) {
            LOG.error("could not {}", what, e);
        } catch (Error e) {
            // a timer that throws is not called again, and nobody would hear of it
            engine.failed(e);
            throw e;
        }
    }

    private void syncTopics() {
        List<MirroredTopic> topics = topicSync.sync();
        supervisor.topics(topics);
        if (flow.following().acls()) {
            aclSync.sync(topics.stream().map(MirroredTopic::source).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private void emitHeartbeat() {
        if (supervisor.shards().contains(0) && engine.sourceSilence().compareTo(MirrorView.Links.SILENT) < 0) {
            emission.heartbeat();
        }
    }

    private List<MirrorBeat.Fault> faults() {
        return stopped().stream().map(MirrorView.Stopped::fault).toList();
    }

    private List<MirrorView.Stopped> stopped() {
        return Stream.of(
                        supervisor.stopped().stream(),
                        topicSync.faults().stream().map(fault -> MirrorView.Stopped.of(fault, StopCause.TOPIC)),
                        heldBack.faults().stream()
                                .map(fault -> MirrorView.Stopped.of(fault, StopCause.OPEN_TRANSACTION)))
                .flatMap(Function.identity())
                .toList();
    }

    /** How it stands; from any thread, at any time, and without waiting for anything. */
    MirrorView view() {
        return lookout.view(
                phase, stopped(), new MirrorView.Groups(groupSync.groups(), groupSync.readAt()), rebalances.get());
    }

    private List<String> allTroubles() {
        return Stream.of(
                        troubles.entrySet().stream()
                                .map(e -> "could not " + e.getKey() + ": " + e.getValue())
                                .sorted()
                                .toList(),
                        topicSync.troubles(),
                        groupSync.troubles())
                .flatMap(List::stream)
                .toList();
    }

    /** Shards that came to this process: what their last owner left is read first. */
    void assigned(Set<Integer> shards) {
        if (shards.isEmpty()) {
            return;
        }
        rebalances.incrementAndGet();
        tail.poll(CATCH_UP);
        groupSync.restore(tail.groups(shards));
        supervisor.assigned(shards, tail.marks(shards));
    }

    void revoked(Set<Integer> shards) {
        rebalances.addAndGet(shards.isEmpty() ? 0 : 1);
        supervisor.revoked(shards);
        writeMarks();
    }

    // ---- once a second

    private void tick() {
        honourSwitched();
        // before the marks, which may then rest on later answers, never on earlier ones
        Instant seen = engine.seen();
        writeMarks();
        state.write(beat(seen));
        tally.see(engine::progress);
        fillWatch
                .look(engine.progress(), Instant.now())
                .forEach((partition, rates) -> engine.overtaken(
                        partition,
                        String.format(
                                "%,.0f offsets of gaps a second come, and markers fill %,.0f",
                                rates.gaps(), rates.fills())));
    }

    private void honourSwitched() {
        tail.poll(TICK);
        SwitchedGeneration word = tail.switched();
        if (word.generation() > honoured.generation()) {
            supervisor.switched(word);
            groupSync.honour(word);
            writeMarks();
            honoured = word;
            LOG.warn(
                    "switch {} moved {} and {} to {}: they are not mirrored any more",
                    word.switchId(),
                    word.allGroups() ? "all groups" : "groups " + word.groups(),
                    word.allTopics() ? "all topics" : "topics " + word.topics(),
                    flow.to());
        }
    }

    // one at a time: an older mark must not be written after a newer one, nor after another process has the shard
    private synchronized void writeMarks() {
        List<Mark> changed = supervisor.changedMarks();
        if (changed.isEmpty()) {
            return;
        }
        try {
            state.write(changed);
        } catch (BatonException e) {
            supervisor.notWritten(changed);
            throw e;
        }
    }

    private MirrorBeat beat(Instant seen) {
        return new MirrorBeat(
                member,
                host,
                Instant.now(),
                supervisor.shards().stream().sorted().toList(),
                seen,
                groupSync.readAt(),
                honoured.generation(),
                engine.sourceSilence().compareTo(MirrorView.Links.SILENT) < 0,
                faults(),
                groupSync.heldSince());
    }

    // ---- the end

    /** Whether every partition covers what the goal names, or is in trouble, and groups were carried over after that. */
    boolean hasReached(Map<TopicPartition, Long> goal) {
        Set<TopicPartition> faulty = supervisor.stopped().stream()
                .map(fault -> new TopicPartition(fault.topic(), fault.partition()))
                .collect(Collectors.toSet());
        boolean covered = goal.entrySet().stream().allMatch(e -> {
            Progress progress = engine.progress(e.getKey());
            return faulty.contains(e.getKey()) || (progress != null && progress.coveredTo() >= e.getValue());
        });
        if (!covered) {
            return false;
        }
        Instant since = coveredSince == null ? Instant.now() : coveredSince;
        coveredSince = since;
        Instant read = groupSync.readAt();
        return (read != null && read.isAfter(since)) || Instant.now().isAfter(since.plus(GROUPS_PATIENCE));
    }

    /** Stops moving records and writes down how far they came. */
    void stop() {
        MirrorView before = view();
        phase = MirrorView.Phase.STOPPING;
        endTimers();
        List<String> notDone = allTroubles();
        supervisor.stopAll();
        writeMarks();
        MirrorView after = view();
        result = new MirrorResult(before, after.records(), after.bytes(), notDone);
        state.remove(beat(Instant.now()));
    }

    // a beat that is written after the last one was removed would look like a dead process
    private void endTimers() {
        timers.shutdown();
        try {
            if (!timers.awaitTermination(GROUPS_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                timers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it did, once it is stopped. */
    MirrorResult result() {
        return Objects.requireNonNull(result, "stopped");
    }

    @Override
    public void close() {
        timers.shutdownNow();
        supervisor.close();
        emission.close();
    }
}
