package dev.baton.inspect;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.CheckpointReader;
import dev.baton.mirrormaker.HeartbeatReader;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.mirrormaker.OffsetSyncReader;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one flow. Every question costs each cluster at most the timeout, both at the same time; with the source gone the
 * target alone answers.
 */
public final class Inspector {
    private final Flow flow;
    private final Duration timeout;
    private final Clock clock;

    /**
     * An inspector of a flow.
     *
     * @param timeout deadline of each cluster for one question
     */
    public Inspector(Flow flow, Duration timeout, Clock clock) {
        this.flow = flow;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** How the flow is, whatever is dead: a report even where the target, which alone knows, does not answer. */
    public Inspected<StatusReport> status() {
        FlowView view = new FlowGatherer(flow, timeout, clock).gather();
        Flow known = known(view);
        BatonException failure =
                view.target() instanceof Outcome.Failed<TargetView> failed ? failed.failure() : sourceRefusal(view);
        return new Inspected<>(known, StatusCalculator.calculate(known, view), failure);
    }

    /**
     * How far each partition is mirrored.
     *
     * @throws BatonException where the target does not answer
     */
    public Inspected<LagReport> lag() {
        FlowView view = new FlowGatherer(flow, timeout, clock).gather();
        Flow known = known(view);
        return new Inspected<>(
                known, LagCalculator.calculate(view, known.config().naming()), sourceRefusal(view));
    }

    /** MirrorMaker 2's checkpoints, of the chosen flow or of every flow found where none was named. */
    public Inspected<CheckpointsReport> checkpoints() {
        String chosen = flow.config().from();
        try (Cluster target = connectTarget()) {
            CheckpointReader reader = new CheckpointReader(target);
            var logs = reader.read(target.topics().names(), source -> !flow.named() || source.equals(chosen));
            return new Inspected<>(flow, CheckpointsReport.of(logs), first(logs, CheckpointLog::unread));
        }
    }

    /** Every group of the flow, and what a switch now would do with it. */
    public Inspected<GroupsReport> groups() {
        Flow known = found();
        return new Inspected<>(
                known, new GroupsGatherer(known, timeout, clock).gather().report(), null);
    }

    private Flow found() {
        if (flow.named()) {
            return flow;
        }
        try (Cluster target = connectTarget()) {
            return FlowFinder.find(flow, target);
        }
    }

    /**
     * Whether a failover now would go well.
     *
     * @throws BatonException where the target does not answer
     */
    public Inspected<ReadinessReport> readiness() {
        FlowView view = new FlowGatherer(flow, timeout, clock).gather();
        view.target().orThrow();
        Flow known = known(view);
        GroupsSurvey groups = new GroupsGatherer(known, timeout, clock).gather();
        ReadinessReport report = new ReadinessInspector(known, timeout, clock)
                .inspect(
                        view,
                        StatusCalculator.calculate(known, view),
                        LagCalculator.calculate(view, known.config().naming()),
                        groups);
        return new Inspected<>(known, report, sourceRefusal(view));
    }

    /** MirrorMaker 2's offset syncs, on the target and, where it answers, on the source. */
    public Inspected<SyncsReport> syncs() {
        String from = flow.config().from();
        String to = flow.config().to();
        try (Cluster target = connectTarget();
                Cluster source = connectSource()) {
            var both = BothClusters.ask(
                    () -> new OffsetSyncReader(reached(source))
                            .read(reached(source).topics().names(), other -> !flow.named() || other.equals(to)),
                    () -> new OffsetSyncReader(target)
                            .read(target.topics().names(), other -> !flow.named() || other.equals(from)));
            List<OffsetSyncLog> here = both.target().orThrow();
            List<OffsetSyncLog> there =
                    both.source() instanceof Outcome.Known<List<OffsetSyncLog>> known ? known.value() : List.of();
            SyncsReport report = SyncsReport.of(both.source() instanceof Outcome.Known, from, there, to, here);
            BatonException failure = first(here, OffsetSyncLog::unread);
            return new Inspected<>(flow, report, failure == null ? first(there, OffsetSyncLog::unread) : failure);
        }
    }

    /** Why one of the topics that were asked for could not be read; null where all were. */
    private static <L> @Nullable BatonException first(List<L> logs, Function<L, @Nullable BatonException> unread) {
        for (L log : logs) {
            BatonException failure = unread.apply(log);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** MirrorMaker 2's heartbeats on the target, of every flow. */
    public Inspected<HeartbeatsReport> heartbeats() {
        try (Cluster target = connectTarget()) {
            var logs = new HeartbeatReader(target).read(target.topics().names());
            return new Inspected<>(flow, HeartbeatsReport.of(logs, clock.instant()), null);
        }
    }

    private static Cluster reached(@Nullable Cluster source) {
        if (source == null) {
            throw new BatonException(FailureKind.UNREACHABLE, "the source cluster was not given");
        }
        return source;
    }

    private @Nullable Cluster connectSource() {
        ClusterConfig source = flow.source();
        return source == null ? null : Cluster.connect(source, Budget.total(timeout), "inspect");
    }

    /** Baton's own offset map; asks the target only. */
    public Inspected<OffsetsReport> offsets() {
        try (Cluster target = connectTarget()) {
            Flow known = FlowFinder.find(flow, target);
            FlowState state = new StateReader(target).read(known.config().from());
            var maps = new MapReader(target).read(state);
            var partitions =
                    state.marks().values().stream().map(Mark::targetPartition).toList();
            OffsetsReport report =
                    OffsetsReport.of(state, maps, target.offsets().logEnd(partitions));
            return new Inspected<>(known, report, null);
        }
    }

    private Cluster connectTarget() {
        return Cluster.connect(flow.target(), Budget.total(timeout), "inspect");
    }

    /** A dead source is what Baton is for; one that refuses, or is configured wrongly, is a failure of the command. */
    private static @Nullable BatonException sourceRefusal(FlowView view) {
        return view.source() instanceof Outcome.Failed<SourceView> failed
                        && failed.failure().kind() != FailureKind.UNREACHABLE
                ? failed.failure()
                : null;
    }

    /** The flow as the target knows it: its source's alias, and what its topics are called there. */
    private Flow known(FlowView view) {
        TargetView target = view.target().orNull();
        if (target == null) {
            return flow;
        }
        Flow known = FlowFinder.among(flow, target.topics());
        TopicNaming naming = target.state().naming(known.config().naming());
        return known.as(known.config().naming(naming));
    }
}
