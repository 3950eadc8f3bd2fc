package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Membership;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One process of a mirror: a member of the flow's group, which owns some of its shards and mirrors what belongs to them. Its
 * own thread heartbeats; rebalances are handled on it as well.
 */
final class MirrorMember implements AutoCloseable, Membership.Listener, Viewed {
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    /** While joining: each poll takes one step of the protocol. */
    private static final Duration JOINING = Duration.ofMillis(20);

    private final MirrorSettings settings;
    private final Cluster source;
    private final Cluster target;
    private final FlowStart start;
    private final StateWriter state;
    private final StateTail tail;
    private final Instant startedAt;
    private final Lease lease = new Lease(Mirror.SESSION);
    private final Engine engine;
    private final Set<Integer> waiting = new HashSet<>();
    private volatile @Nullable MirrorWork work;

    MirrorMember(
            MirrorSettings settings,
            Cluster source,
            Cluster target,
            FlowStart start,
            StateWriter state,
            StateTail tail,
            Instant startedAt) {
        this.settings = settings;
        this.source = source;
        this.target = target;
        this.start = start;
        this.state = state;
        this.tail = tail;
        this.startedAt = startedAt;
        this.engine = new Engine(settings.source(), settings.target(), settings.maxRate(), lease, this::ended);
    }

    private void ended(TopicPartition partition, Progress last, LaneEnd why) {
        MirrorWork running = work;
        if (running != null) {
            running.supervisor().ended(partition, last, why);
        }
    }

    /** Works until told to stop, or until done with {@code --once}. */
    MirrorResult run(@Nullable FlowFacts known, BooleanSupplier stop) {
        FlowConfig flow = settings.flow();
        refuseWhereSwitched(tail.switched());
        Thread moving = new Thread(engine, "baton-mirror");
        moving.setDaemon(true);
        moving.start();
        try (Membership membership = new Membership(
                settings.target(),
                InternalTopics.mirrorGroup(flow.from()),
                InternalTopics.offsetMap(flow.from()),
                Membership.Kind.MIRROR,
                Mirror.SESSION,
                this)) {
            FlowFacts facts = awaitFacts(known, membership, stop);
            MirrorWork running = startWork(facts);
            SignOfLife signOfLife = running.signOfLife();
            Consumer<Duration> member = settings.once()
                    ? new OnceMember(membership, lease, signOfLife, flow.to())::poll
                    : new PatientMember(membership, lease, signOfLife::isolation)::poll;
            while (!stop.getAsBoolean() && !running.isDone()) {
                member.accept(HEARTBEAT);
                requireEngine();
                if (settings.once() && engine.isWithoutSource()) {
                    running.stop();
                    throw sourceGone();
                }
            }
            running.stop();
            return running.result();
        }
    }

    private void requireEngine() {
        Throwable failure = engine.failure();
        if (failure != null) {
            throw new IllegalStateException("a thread that the mirror cannot do without ended: " + failure, failure);
        }
    }

    private BatonException sourceGone() {
        return new BatonException(
                FailureKind.UNREACHABLE,
                "cluster " + settings.flow().from() + " has not answered for "
                        + engine.sourceSilence().toSeconds() + " s",
                "what was mirrored so far is kept: run it again when the cluster is back");
    }

    private void refuseWhereSwitched(SwitchedGeneration switched) {
        if (settings.once() && switched.allTopics()) {
            throw BatonException.refused(
                    "switch " + switched.switchId() + " ended this flow: applications run on "
                            + settings.flow().to(),
                    "undo the switch, or mirror the other way round");
        }
    }

    /** The owner of shard 0 makes the facts of a new flow; all others wait until they can read them. */
    private FlowFacts awaitFacts(@Nullable FlowFacts known, Membership membership, BooleanSupplier stop) {
        FlowFacts facts = known;
        Joining joining = new Joining(membership, new OtherMirrors(settings, target));
        while (facts == null || membership.owned().isEmpty()) {
            if (stop.getAsBoolean()) {
                throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
            }
            joining.poll(JOINING);
            if (facts == null) {
                boolean read = tail.poll(HEARTBEAT);
                facts = tail.facts();
                if (facts == null && read && membership.owned().contains(0)) {
                    start.make(settings.target(), state);
                }
            }
            if (settings.once() && facts != null && membership.owned().size() == InternalTopics.SHARDS) {
                return facts;
            }
        }
        return facts;
    }

    private MirrorWork startWork(FlowFacts facts) {
        MirrorWork running = new MirrorWork(settings, source, target, facts, state, tail, engine, lease, startedAt);
        work = running;
        running.start();
        running.assigned(waiting);
        waiting.clear();
        return running;
    }

    @Override
    public MirrorView view() {
        MirrorWork running = work;
        return running == null ? Lookout.starting(settings.flow(), startedAt, null, lease.isValid()) : running.view();
    }

    // ---- the group's word, within a heartbeat

    @Override
    public void assigned(Set<Integer> shards) {
        MirrorWork running = work;
        if (running == null) {
            waiting.addAll(shards);
        } else {
            running.assigned(shards);
        }
    }

    @Override
    public CompletableFuture<?> revoked(Set<Integer> shards) {
        MirrorWork running = work;
        waiting.removeAll(shards);
        return running == null ? CompletableFuture.completedFuture(null) : running.revoked(shards);
    }

    @Override
    public void lost(Set<Integer> shards) {
        MirrorWork running = work;
        waiting.removeAll(shards);
        if (running != null) {
            running.lost(shards);
        }
    }

    @Override
    public void confirmed(long askedNanos) {
        lease.renewed(askedNanos);
    }

    @Override
    public void close() {
        MirrorWork running = work;
        if (running != null) {
            running.close();
        }
        engine.close();
    }
}
