package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final String LOOK_FOR_HOLDERS = "see what holds partitions back";
    private static final String HEARTBEAT = "write a heartbeat of MirrorMaker 2";
    private static final Duration TICK = Duration.ofSeconds(1);
    /** With the pass itself this stays under a second: what a group commits later is re-read after a failover. */
    private static final Duration GROUPS = Duration.ofMillis(500);

    private static final Duration TRIM = Duration.ofSeconds(10);
    private static final Duration TOPICS = Duration.ofSeconds(5);
    private static final Duration MEMORY_DEFAULT = Duration.ofDays(1);
    private static final Duration MEMORY_MARGIN = Duration.ofHours(1);
    private static final Duration LOOK_FOR_EXACTLY_ONCE = Duration.ofMinutes(1);
    private static final Duration LEARN = Duration.ofMinutes(1);
    private static final Duration LOOK_FOR_GOAL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    /** More than may wait for a cluster at the same time: a beat is never late because a source is dead. */
    private static final int TIMERS = 8;

    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(10);

    private final FlowConfig flow;
    private final Cluster target;
    private final StateWriter state;
    private final SignOfLife signOfLife;
    private final StateTail tail;
    private final Engine engine;
    private final Lease lease;
    private final Supervisor supervisor;
    private final TopicSync topicSync;
    private final AclSync aclSync;
    private final MirrorMakerEmission emission;
    private final OthersProgress others;
    private final GroupSync groupSync;
    private final HeldBack heldBack;
    private final Honouring honouring;
    private final Handover handover;
    private final @Nullable OnceGoal goal;
    private final TargetLosses targetLosses = new TargetLosses();
    private final Tally tally;
    private final Lookout lookout;
    private final FillWatch fillWatch;
    private final MapTrim mapTrim;
    private final String member;
    private final String host;
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(TIMERS, task -> {
        Thread thread = new Thread(task, "baton-mirror-timer");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile boolean topicsKnown;
    private volatile MirrorView.Phase phase = MirrorView.Phase.MIRRORING;
    private final AtomicLong rebalances = new AtomicLong();
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
        this.lease = lease;
        this.tally = new Tally();
        this.supervisor = new Supervisor(
                engine,
                new Preparers(
                        () -> new Preparer(
                                settings.source(),
                                settings.target(),
                                target,
                                flow,
                                facts,
                                state,
                                engine,
                                settings.remirror(),
                                targetLosses),
                        engine::failed),
                tally);
        this.lookout = new Lookout(flow, startedAt, engine, supervisor, lease, tally);
        this.mapTrim = new MapTrim(target);
        TopicChanges changes = new TopicChanges(tail::switched);
        this.topicSync =
                new TopicSync(source, target, flow, facts.targetClusterId(), tail, changes, settings.remirror());
        this.aclSync = new AclSync(source, target, flow, changes);
        this.emission = new MirrorMakerEmission(target, flow);
        this.others = new OthersProgress(target, flow.from(), tail);
        MirroredCommits translation =
                new MirroredCommits(engine, tail, others, supervisor, names -> ids(source, names));
        this.groupSync =
                new GroupSync(source, target, flow, translation, supervisor, state, lease, emission::checkpoints);
        this.signOfLife = new SignOfLife(state, tail, lease, this::keepTo);
        this.heldBack = new HeldBack(source);
        this.honouring = new Honouring(flow.to(), supervisor, changes, groupSync, this::writeMarks);
        this.handover = new Handover(() -> signOfLife.giveAndRead(() -> beat(vouched())), this::takeOn, engine::failed);
        this.goal = settings.once()
                ? new OnceGoal(source, translation, engine, supervisor, tail, () -> topicsKnown, groupSync, heldBack)
                : null;
        this.fillWatch = new FillWatch(flow.offsets());
        this.host = hostName();
        this.member = host + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    // a topic that is hidden from the mirror for a while is no failure of the others
    private static Map<String, String> ids(Cluster cluster, Set<String> topics) {
        Map<String, String> ids = new HashMap<>();
        cluster.topics().look(topics).forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Known<TopicInfo> known) {
                ids.put(name, known.value().id());
            }
        });
        return ids;
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
        honouring.look(tail.switched());
        at(Duration.ZERO, TOPICS, "follow the topics", this::syncTopics);
        at(Duration.ZERO, LEARN, "learn how long the target remembers producers", this::learnMemory);
        at(Duration.ZERO, LOOK_FOR_EXACTLY_ONCE, "learn which groups work exactly once", groupSync::lookForExactlyOnce);
        every(TICK, "tell how far it is", this::tick);
        every(GROUPS, "carry groups over", this::syncGroups);
        every(TOPICS, LOOK_FOR_HOLDERS, () -> heldBack.look(engine.progress(), Instant.now()));
        every(TRIM, "trim the offset maps", () -> supervisor.trim(mapTrim.outlived(engine.progress())));
        if (goal != null) {
            every(LOOK_FOR_GOAL, "learn what the source has", goal::look);
        }
        if (flow.following().heartbeats()) {
            every(TICK, HEARTBEAT, this::emitHeartbeat);
        }
    }

    /**
     * A producer's last record that is this old may be forgotten at the next check, ten minutes apart by default. Asked again,
     * since it can be changed while brokers run. Brokers that do not tell are older than 3.4, and remember for longer.
     */
    private void learnMemory() {
        String expires = target.configs().broker().get("producer.id.expiration.ms");
        Duration life = expires == null ? MEMORY_DEFAULT : Duration.ofMillis(Long.parseLong(expires));
        Duration margin = life.dividedBy(2);
        engine.remembersProducersFor(life.minus(margin.compareTo(MEMORY_MARGIN) < 0 ? margin : MEMORY_MARGIN));
    }

    private void every(Duration period, String what, Runnable task) {
        at(period, period, what, task);
    }

    private void at(Duration first, Duration period, String what, Runnable task) {
        var unused = timers.scheduleWithFixedDelay(
                () -> quietly(what, task), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    // a cluster that is away now may be back in a second: a new failure is said once, and it is tried on
    private void quietly(String what, Runnable task) {
        try {
            task.run();
            troubles.remove(what);
        } catch (BatonException e) {
            String trouble = e.inFull();
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
        SwitchedGeneration before = tail.switched();
        // the supervisor takes it for known, with all that came before
        tail.tellWords(this::keepTo);
        List<MirroredTopic> topics = topicSync.sync(before);
        supervisor.topics(topics, topicSync.passedOver(), before);
        topicsKnown = true;
        if (flow.following().acls()) {
            SwitchedGeneration now = tail.switched();
            aclSync.sync(topics.stream()
                    .filter(MirroredTopic::isCopy)
                    .map(MirroredTopic::source)
                    .filter(topic -> !now.coversTopic(topic))
                    .collect(Collectors.toUnmodifiableSet()));
        }
    }

    // before the topics are known, every commit would look like one for somebody else's topic
    private void syncGroups() {
        if (topicsKnown) {
            groupSync.sync();
        }
    }

    private void emitHeartbeat() {
        if (supervisor.shards().contains(0) && engine.sourceSilence().compareTo(MirrorView.Links.SILENT) < 0) {
            emission.heartbeat();
        }
    }

    // of the losses of the target nothing stands still, and whoever looks at the flow is to see them
    private List<MirrorBeat.Fault> faults() {
        return Stream.concat(
                        stopped().stream().map(MirrorView.Stopped::fault), targetLosses.shown(Instant.now()).stream())
                .map(fault -> moves(fault.source()) ? fault.thatMoves() : fault)
                .toList();
    }

    private boolean moves(TopicPartition partition) {
        return engine.progress(partition) != null && !engine.isStalled(partition);
    }

    private List<MirrorView.Stopped> stopped() {
        return MirrorView.Stopped.once(Stream.of(
                        supervisor.stopped().stream(),
                        topicSync.faults().stream().map(fault -> MirrorView.Stopped.of(fault, StopCause.TOPIC)),
                        heldBack.faults().stream()
                                .map(fault -> MirrorView.Stopped.of(fault, StopCause.OPEN_TRANSACTION)),
                        goal == null ? Stream.<MirrorView.Stopped>empty() : goal.unknown().stream())
                .flatMap(Function.identity()));
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
                        aclSync.troubles(),
                        groupSync.troubles(),
                        emission.troubles(),
                        goal == null ? List.<String>of() : goal.troubles())
                .flatMap(List::stream)
                .toList();
    }

    /** Shards that came to this process: they are taken on when all is read that their last owner left. */
    void assigned(Set<Integer> shards) {
        if (!shards.isEmpty()) {
            rebalances.incrementAndGet();
            handover.gained(shards);
        }
    }

    private void keepTo(SwitchedGeneration word) {
        groupSync.honour(word);
        supervisor.switched(word);
    }

    SignOfLife signOfLife() {
        return signOfLife;
    }

    private void takeOn(Set<Integer> shards) {
        groupSync.restore(tail.groups(shards));
        supervisor.assigned(shards, tail.marks(shards));
    }

    /** Shards that go to another process; done when nothing of this one is under way for them any more. */
    CompletableFuture<Void> revoked(Set<Integer> shards) {
        rebalances.addAndGet(shards.isEmpty() ? 0 : 1);
        handover.gone(shards);
        return handover.after(supervisor.revoked(shards), () -> {
            if (!groupSync.release(shards, GROUPS_PATIENCE)) {
                LOG.warn("groups of shards {} are given up while their commits are being carried over", shards);
            }
            emission.forget(shards);
            quietly("write the marks of shards that go", this::writeMarks);
            supervisor.left(shards);
        });
    }

    /** Shards that another process may have already. */
    void lost(Set<Integer> shards) {
        rebalances.addAndGet(shards.isEmpty() ? 0 : 1);
        handover.gone(shards);
        supervisor.lost(shards);
        groupSync.release(shards, Duration.ZERO);
        emission.forget(shards);
    }

    // ---- once a second

    private void tick() {
        // before the marks, which may then rest on later answers, never on earlier ones
        Vouched vouched = vouched();
        try {
            writeMarks();
            signOfLife.give(() -> beat(vouched));
        } finally {
            readOn(vouched);
        }
        tally.see(engine::progress);
        fillWatch
                .look(engine.progress(), Instant.now())
                .forEach((partition, rates) -> engine.end(
                        partition,
                        new LaneEnd.Overtaken(String.format(
                                "%,.0f offsets of gaps a second come, and markers fill %,.0f",
                                rates.gaps(), rates.fills()))));
    }

    /**
     * What a beat answers for.
     *
     * @param shards that were held before all else was looked at
     * @param seen how current the marks of their partitions are, but for those of the faults that do not move
     */
    private record Vouched(Set<Integer> shards, List<MirrorBeat.Fault> faults, Instant seen) {}

    private Vouched vouched() {
        Set<Integer> shards = supervisor.shards();
        List<MirrorBeat.Fault> faults = faults();
        Set<TopicPartition> still = faults.stream()
                .filter(fault -> !fault.moves())
                .map(MirrorBeat.Fault::source)
                .collect(Collectors.toUnmodifiableSet());
        return new Vouched(shards, faults, supervisor.seen(still));
    }

    private void readOn(Vouched vouched) {
        if (signOfLife.read(TICK)) {
            groupSync.shown(tail.takeGroupNews());
            supervisor.shown(tail.takeMarkNews());
        }
        FlowFacts writtenOver = tail.factsWrittenOver();
        if (writtenOver != null) {
            state.write(writtenOver);
        }
        long before = honouring.generation();
        honouring.look(tail.switched());
        if (honouring.generation() > before) {
            // a switch waits for that
            signOfLife.give(() -> beat(vouched));
        }
    }

    // one at a time: an older mark must not be written after a newer one, nor after another process has the shard
    private synchronized void writeMarks() {
        if (!lease.isValid()) {
            return;
        }
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

    private MirrorBeat beat(Vouched vouched) {
        return new MirrorBeat(
                member,
                host,
                Instant.now(),
                supervisor.shards().stream()
                        .filter(vouched.shards()::contains)
                        .sorted()
                        .toList(),
                vouched.seen(),
                groupSync.readAt(),
                honouring.generation(),
                engine.sourceSilence().compareTo(MirrorView.Links.SILENT) < 0,
                vouched.faults(),
                groupSync.heldSince());
    }

    // ---- the end

    /** With {@code --once}: whether all is done that there was to do at the start, or is in trouble. */
    boolean isDone() {
        return goal != null && goal.isReached(Instant.now());
    }

    /** Stops moving records and writes down how far they came. */
    void stop() {
        boolean answers = lease.isValid();
        boolean cutShort = goal != null && !isDone();
        phase = MirrorView.Phase.STOPPING;
        long deadline = System.nanoTime() + DRAIN.toNanos();
        boolean quiet = endTimers();
        if (goal != null && !cutShort) {
            quietly(LOOK_FOR_HOLDERS, () -> heldBack.lookLast(goal.heldBack(), Instant.now()));
        }
        MirrorView before = view();
        handover.takeNoMore();
        if (goal != null && flow.following().heartbeats()) {
            // it may have been done before one was due
            quietly(HEARTBEAT, this::emitHeartbeat);
        }
        List<String> notDone = allTroubles();
        awaitDrained(supervisor.stopAll(), deadline);
        quietly("write the last marks", this::writeMarks);
        MirrorView after = view();
        result = new MirrorResult(before, after.records(), after.bytes(), notDone, cutShort);
        // a target that had not confirmed the lease does not answer, nor does one that has taken all the time
        if (answers && quiet && System.nanoTime() < deadline) {
            quietly("take the sign of life away", () -> signOfLife.end(beat(vouched())));
        }
    }

    private void awaitDrained(CompletableFuture<Void> drained, long deadline) {
        try {
            drained.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("partitions did not drain within {} s", DRAIN.toSeconds());
        }
    }

    private boolean endTimers() {
        timers.shutdown();
        if (haveTimersEnded(GROUPS_PATIENCE)) {
            return true;
        }
        timers.shutdownNow();
        return haveTimersEnded(CLOSE);
    }

    private boolean haveTimersEnded(Duration patience) {
        try {
            return timers.awaitTermination(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it did, once it is stopped. */
    MirrorResult result() {
        return Objects.requireNonNull(result, "stopped");
    }

    @Override
    public void close() {
        timers.shutdownNow();
        handover.close();
        supervisor.close();
        if (haveTimersEnded(CLOSE)) {
            others.close();
        }
        emission.close();
    }
}
