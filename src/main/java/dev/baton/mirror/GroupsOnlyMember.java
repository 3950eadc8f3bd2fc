package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Membership;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of {@code --groups-only}: carries commits over beside a mirror that is somebody else's, and moves no record. It
 * is a member of the flow's group like any mirror of Baton, so that there is one at a time.
 */
final class GroupsOnlyMember implements AutoCloseable, Membership.Listener, FlowTopics, Viewed {
    private static final Logger LOG = LoggerFactory.getLogger(GroupsOnlyMember.class);
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration TOPICS = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_EXACTLY_ONCE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MirrorSettings settings;
    private final FlowConfig flow;
    private final Cluster source;
    private final Cluster target;
    private final SignOfLife signOfLife;
    private final StateTail tail;
    private final Instant startedAt;
    private final Consumer<String> say;
    private final ContentCommits content;
    private final MirrorMakerEmission emission;
    private final GroupSync groups;
    private final Lease lease = new Lease(Mirror.SESSION);
    private final Handover handover;
    private final String member = "groups-only-" + ProcessHandle.current().pid() + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    private final ScheduledExecutorService rounds = Executors.newScheduledThreadPool(3, task -> {
        Thread thread = new Thread(task, "baton-groups");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Set<Integer> shards = Set.of();
    private volatile Map<String, MirroredTopic> topics = Map.of();
    private volatile boolean reached;
    private volatile @Nullable Error died;
    /** Why the last round did not end; empty where it did. */
    private volatile List<String> trouble = List.of();

    private final AtomicLong rebalances = new AtomicLong();
    private @Nullable Instant notReadSince;
    private @Nullable Instant notFoundSince;
    private volatile @Nullable Instant joinedAt;
    private long nextTopics = System.nanoTime();
    private volatile SwitchedGeneration honoured = SwitchedGeneration.NONE;

    GroupsOnlyMember(
            MirrorSettings settings,
            Cluster source,
            Cluster target,
            StateWriter state,
            StateTail tail,
            Instant startedAt,
            Consumer<String> say) {
        this.settings = settings;
        this.flow = settings.flow();
        this.source = source;
        this.target = target;
        this.tail = tail;
        this.startedAt = startedAt;
        this.say = say;
        this.content = new ContentCommits(source, target, this);
        this.emission = new MirrorMakerEmission(target, flow);
        this.groups = new GroupSync(source, target, flow, content, this, state, lease, emission::checkpoints);
        this.signOfLife = new SignOfLife(state, tail, lease, groups::honour);
        this.handover = new Handover(() -> signOfLife.giveAndRead(this::beat), this::takeOn, this::died);
    }

    /** Works until told to stop, or with {@code --once} until every group was carried over once. */
    MirrorResult run(BooleanSupplier stop) {
        try (Membership membership = new Membership(
                settings.target(),
                InternalTopics.mirrorGroup(flow.from()),
                InternalTopics.offsetMap(flow.from()),
                Membership.Kind.GROUPS_ONLY,
                Mirror.SESSION,
                this)) {
            join(membership, stop);
            joinedAt = Instant.now();
            var unused = rounds.scheduleWithFixedDelay(
                    this::round, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            var unusedBeat = rounds.scheduleWithFixedDelay(this::tell, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
            var unusedLook = rounds.scheduleWithFixedDelay(
                    this::lookForExactlyOnce, 0, LOOK_FOR_EXACTLY_ONCE.toMillis(), TimeUnit.MILLISECONDS);
            Consumer<Duration> member = settings.once()
                    ? new OnceMember(membership, lease, signOfLife, flow.to())::poll
                    : new PatientMember(membership, lease, signOfLife::isolation)::poll;
            say.accept("carrying commits of groups over by content; the records are somebody else's to mirror");
            while (!stop.getAsBoolean() && !(settings.once() && reached)) {
                Error error = died;
                if (error != null) {
                    throw error;
                }
                member.accept(HEARTBEAT);
            }
            boolean answers = lease.isValid();
            boolean quiet = endRounds();
            if (answers && quiet) {
                end();
            }
            return new MirrorResult(view(), 0, 0, troubles(), settings.once() && !reached);
        }
    }

    // a mirror may have joined since we looked whether there is one
    private void join(Membership membership, BooleanSupplier stop) {
        Joining joining = new Joining(membership, new OtherMirrors(settings, target));
        while (membership.owned().isEmpty() && !stop.getAsBoolean()) {
            joining.poll(HEARTBEAT);
        }
    }

    private void lookForExactlyOnce() {
        try {
            groups.lookForExactlyOnce();
        } catch (RuntimeException e) {
            LOG.debug("which groups work exactly once is not known", e);
        } catch (Error e) {
            died(e);
            throw e;
        }
    }

    // a timer that throws is not called again, and nobody would hear of it
    private void died(Error why) {
        died = why;
    }

    // all is done: a target that does not answer now is nothing that failed
    private void end() {
        try {
            signOfLife.end(beat());
        } catch (BatonException e) {
            LOG.warn("could not take the sign of life away: {}", e.inFull());
        }
    }

    private boolean endRounds() {
        rounds.shutdown();
        try {
            if (rounds.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return true;
            }
            rounds.shutdownNow();
            return rounds.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> troubles() {
        return Stream.of(trouble, content.troubles(), groups.troubles(), emission.troubles())
                .flatMap(List::stream)
                .toList();
    }

    private void round() {
        try {
            if (signOfLife.read(PERIOD)) {
                groups.shown(tail.takeGroupNews());
            }
            honour(tail.switched());
            if (!shards.isEmpty()) {
                carry();
            }
        } catch (BatonException e) {
            failed(e.inFull());
            LOG.warn("could not carry groups over: {}", e.getMessage());
        } catch (RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
            LOG.error("could not carry groups over", e);
        } catch (Error e) {
            died(e);
            throw e;
        }
    }

    private void carry() {
        followTopics();
        Instant before = groups.readAt();
        groups.sync();
        boolean read = !Objects.equals(groups.readAt(), before);
        notReadSince = read ? null : since(notReadSince);
        notFoundSince = content.troubles().isEmpty() ? null : since(notFoundSince);
        trouble = read || !isLong(notReadSince) ? List.of() : List.of(notCarried());
        reached = (read || isLong(notReadSince))
                && content.isComplete()
                && (notFoundSince == null || isLong(notFoundSince))
                && (groups.knowsExactlyOnce() || isLong(joinedAt));
    }

    private String notCarried() {
        String lapse = lease.lapse();
        return "not all groups were carried over" + (lapse == null ? "" : ": " + lapse);
    }

    private void failed(String reason) {
        trouble = List.of("could not carry groups over: " + reason);
        notReadSince = since(notReadSince);
        reached = isLong(notReadSince);
    }

    private static Instant since(@Nullable Instant before) {
        return before == null ? Instant.now() : before;
    }

    // what has failed for so long is reported with --once, instead of being waited for
    private static boolean isLong(@Nullable Instant since) {
        return since != null && since.plus(LONG).isBefore(Instant.now());
    }

    // on its own: rounds may take long, and the lease, on which they rest, only seconds
    private void tell() {
        try {
            signOfLife.giveAndRead(this::beat);
        } catch (RuntimeException e) {
            LOG.debug("could not tell that it lives", e);
        } catch (Error e) {
            died(e);
            throw e;
        }
    }

    private void honour(SwitchedGeneration word) {
        if (word.generation() > honoured.generation()) {
            groups.honour(word);
            // rounds are this thread's: none is under way
            honoured = word;
        }
    }

    private void followTopics() {
        if (System.nanoTime() - nextTopics < 0) {
            return;
        }
        nextTopics = System.nanoTime() + TOPICS.toNanos();
        Map<String, TopicInfo> wanted = source.topics().list(flow.topics());
        Map<String, TopicInfo> there = target.topics()
                .describe(
                        wanted.keySet().stream().map(flow.naming()::targetTopic).toList());
        Map<String, MirroredTopic> now = new HashMap<>();
        wanted.values().forEach(topic -> {
            TopicInfo twin = there.get(flow.naming().targetTopic(topic.name()));
            if (twin != null) {
                now.put(topic.name(), MirroredTopic.withoutRecords(topic, twin));
            }
        });
        topics = Map.copyOf(now);
    }

    private MirrorBeat beat() {
        Instant now = Instant.now();
        @Nullable Instant readAt = groups.readAt();
        boolean fresh = readAt != null && readAt.plus(PATIENCE).isAfter(now);
        return new MirrorBeat(
                member,
                MirrorWork.hostName(),
                now,
                shards.stream().sorted().toList(),
                Instant.EPOCH,
                readAt,
                honoured.generation(),
                fresh,
                List.of());
    }

    @Override
    public MirrorView view() {
        MirrorView.Phase phase = shards.isEmpty() ? MirrorView.Phase.STARTING : MirrorView.Phase.MIRRORING;
        return new MirrorView(
                flow.from(),
                flow.to(),
                startedAt,
                Instant.now(),
                phase,
                new MirrorView.Links(null, lease.isValid()),
                List.of(),
                List.of(),
                new MirrorView.Groups(groups.groups(), groups.readAt()),
                new MirrorView.Counts(shards.size(), rebalances.get(), 0));
    }

    @Override
    public void assigned(Set<Integer> gained) {
        rebalances.addAndGet(gained.isEmpty() ? 0 : 1);
        handover.gained(gained);
    }

    private synchronized void takeOn(Set<Integer> gained) {
        groups.restore(tail.groups(gained));
        Set<Integer> all = new HashSet<>(shards);
        all.addAll(gained);
        shards = Set.copyOf(all);
    }

    @Override
    public CompletableFuture<?> revoked(Set<Integer> going) {
        handover.gone(going);
        giveUp(going);
        return handover.after(CompletableFuture.completedFuture(null), () -> {
            groups.release(going, PATIENCE);
            emission.forget(going);
        });
    }

    @Override
    public void lost(Set<Integer> gone) {
        handover.gone(gone);
        giveUp(gone);
        groups.release(gone, Duration.ZERO);
        emission.forget(gone);
    }

    private synchronized void giveUp(Set<Integer> gone) {
        Set<Integer> rest = new HashSet<>(shards);
        rest.removeAll(gone);
        shards = Set.copyOf(rest);
    }

    @Override
    public void confirmed(long askedNanos) {
        lease.renewed(askedNanos);
    }

    @Override
    public Set<Integer> shards() {
        return shards;
    }

    @Override
    public Optional<MirroredTopic> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    // nothing says how far somebody else's mirror is
    @Override
    public boolean isAwaited(String name) {
        return false;
    }

    @Override
    public void close() {
        endRounds();
        handover.close();
        content.close();
        emission.close();
    }
}
