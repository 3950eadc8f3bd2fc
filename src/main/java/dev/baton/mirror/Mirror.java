package dev.baton.mirror;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import dev.baton.state.FlowFacts;
import dev.baton.state.StateWriter;
import dev.baton.wire.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The continuous mirror of one flow, as one process among perhaps several; runs until told to stop. */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    /** The shortest that brokers allow by default: how long a killed process holds up its shards. */
    static final Duration SESSION = Duration.ofSeconds(6);

    private static final Duration CALL = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final MirrorSettings settings;
    private final BooleanSupplier stop;
    private final Consumer<String> say;
    private final Instant startedAt = Instant.now();
    private volatile @Nullable FlowStart start;
    private volatile @Nullable Viewed running;

    /**
     * A mirror that does nothing yet.
     *
     * @param stop asked many times a second; true ends the mirror in good order
     * @param say gets lines for a person
     */
    public Mirror(MirrorSettings settings, BooleanSupplier stop, Consumer<String> say) {
        this.settings = settings;
        this.stop = stop;
        this.say = say;
    }

    /** How it stands; from any thread, at any time, and without waiting for anything. */
    public MirrorView view() {
        Viewed viewed = running;
        return viewed == null ? starting() : viewed.view();
    }

    private MirrorView starting() {
        FlowStart begun = start;
        return Lookout.starting(settings.flow(), startedAt, begun == null ? null : begun.silentSince(), false);
    }

    /**
     * Mirrors until told to stop, or with {@code --once} until everything is mirrored that was there at the start.
     *
     * @throws BatonException where it cannot start; what happens later heals, or shows as a fault of a partition
     */
    public MirrorResult run() {
        try {
            return runToTheEnd();
        } catch (BatonException e) {
            if (settings.once() || e.kind() != FailureKind.INTERRUPTED || !stop.getAsBoolean()) {
                throw e;
            }
            // what runs until it is told to stop has done all that it was to do, also where it was waiting yet
            return new MirrorResult(view(), 0, 0, List.of());
        }
    }

    private MirrorResult runToTheEnd() {
        FlowConfig flow = settings.flow();
        try (Cluster source = Cluster.connect(settings.source(), Budget.perCall(CALL), "mirror");
                Cluster target = Cluster.connect(settings.target(), Budget.perCall(CALL), "mirror")) {
            FlowStart beginning = new FlowStart(flow, source, target);
            start = beginning;
            FlowStart.ClusterIds ids = patiently(() -> checked(beginning));
            if (settings.once() || settings.groupsOnly() || !settings.remirror().isEmpty()) {
                new OtherMirrors(settings, target).requireNone(this::pause);
            }
            try (StateWriter state = new StateWriter(target, flow.from());
                    StateTail tail = new StateTail(settings.target(), flow.from())) {
                FlowFacts facts = beginning.known(ids, tail);
                return settings.groupsOnly()
                        ? groupsOnly(source, target, state, tail)
                        : all(facts, source, target, beginning, state, tail);
            }
        }
    }

    private FlowStart.ClusterIds checked(FlowStart beginning) {
        FlowStart.ClusterIds ids = beginning.check();
        if (!settings.groupsOnly()) {
            SourceVersion.require(settings.source());
        }
        return ids;
    }

    private MirrorResult groupsOnly(Cluster source, Cluster target, StateWriter state, StateTail tail) {
        try (GroupsOnlyMember member = new GroupsOnlyMember(settings, source, target, state, tail, startedAt, say)) {
            running = member;
            return member.run(stop);
        }
    }

    private MirrorResult all(
            @Nullable FlowFacts facts,
            Cluster source,
            Cluster target,
            FlowStart beginning,
            StateWriter state,
            StateTail tail) {
        try (MirrorMember member = new MirrorMember(settings, source, target, beginning, state, tail, startedAt)) {
            running = member;
            return member.run(facts, stop);
        }
    }

    // a mirror in cron or tmux waits for a cluster that is down; a person who says --once is told
    private FlowStart.ClusterIds patiently(Supplier<FlowStart.ClusterIds> check) {
        boolean told = false;
        while (true) {
            try {
                return check.get();
            } catch (BatonException e) {
                if (settings.once() || e.kind() != FailureKind.UNREACHABLE) {
                    throw e;
                }
                if (!told) {
                    LOG.warn("{}; waiting for it", e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        if (stop.getAsBoolean()) {
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        }
        Pause.take(RETRY);
    }
}
