package dev.baton.translate;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.StateLog;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks both clusters at the same time, each within its own budget; a dead source is no failure. */
final class Gatherer {
    private final FlowConfig flow;
    private final @Nullable Cluster source;
    private final Cluster target;
    private final Clock clock;
    private final boolean patient;
    private final Consumer<FlowState> meanwhile;
    private final StateLog state;

    /**
     * For one flow.
     *
     * @param source null where nobody named one: then all is answered from the target
     * @param patient whether a source that refuses connections is waited for until its deadline
     * @param meanwhile done once the target has answered, while the source is still asked
     * @param state Baton's of the flow, as far as it was read
     */
    Gatherer(
            FlowConfig flow,
            @Nullable Cluster source,
            Cluster target,
            Clock clock,
            boolean patient,
            Consumer<FlowState> meanwhile,
            StateLog state) {
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.patient = patient;
        this.meanwhile = meanwhile;
        this.state = state;
    }

    /** Asks for all that a translation of the selection needs. */
    Gathered gather(Selection selection) {
        TargetGatherer onTarget = new TargetGatherer(target, flow, selection, state);
        Cluster asked = source;
        if (asked == null) {
            return Gathered.ofTarget(flow, null, target(onTarget), selection);
        }
        SourceGatherer onSource = new SourceGatherer(asked, flow, selection, clock);
        BothClusters<SourceSide, TargetSide> both =
                BothClusters.ask(onSource::gather, () -> target(onTarget), patient ? Optional::empty : asked::refusal);
        if (both.source() instanceof Outcome.Failed<SourceSide> failed) {
            return Gathered.ofTarget(
                    flow, tolerated(failed.failure()), both.target().orThrow(), selection);
        }
        Gathered gathered =
                new Gathered(flow, both.source().orThrow(), null, both.target().orThrow());
        checkClusters(gathered);
        return withLaterEnds(asked, gathered);
    }

    private TargetSide target(TargetGatherer onTarget) {
        TargetSide side = onTarget.gather();
        meanwhile.accept(side.state());
        return side;
    }

    /** A source that does not answer is what Baton is for; one that refuses the principal, or a bug, is not. */
    private static BatonException tolerated(BatonException failure) {
        if (failure.kind() == FailureKind.UNREACHABLE) {
            return failure;
        }
        throw failure;
    }

    private static void checkClusters(Gathered gathered) {
        SourceSide source = gathered.source();
        FlowFacts facts = gathered.state().facts();
        if (source != null && source.clusterId().equals(gathered.target().clusterId())) {
            throw BatonException.usage(
                    gathered.flow().from() + " and " + gathered.flow().to() + " are the same cluster, "
                            + source.clusterId() + "; correct bootstrap.servers of one of them");
        }
        if (source != null && facts != null && !facts.sourceClusterId().equals(source.clusterId())) {
            throw new BatonException(
                    FailureKind.USAGE,
                    "cluster " + gathered.flow().from() + " has id " + source.clusterId()
                            + ", but the flow was mirrored from " + facts.sourceClusterId(),
                    "correct bootstrap.servers of " + gathered.flow().from());
        }
    }

    /**
     * The two sides were asked at the same time, so that one's evidence may name offsets beyond the other's ends. Where
     * MirrorMaker 2 runs, the ends are read once more; where that fails, the earlier ones serve.
     */
    private Gathered withLaterEnds(Cluster asked, Gathered gathered) {
        SourceSide source = gathered.source();
        TargetSide seen = gathered.target();
        boolean mirrorMaker = !seen.checkpoints().isEmpty()
                || !seen.syncs().isEmpty()
                || (source != null && !source.syncs().isEmpty());
        if (source == null || !mirrorMaker) {
            return gathered;
        }
        var both = BothClusters.ask(
                () -> LogRanges.of(asked, source.logs().keySet()),
                () -> LogRanges.of(target, seen.logs().known().keySet()));
        SourceSide later = source.withLogs(updated(source.logs(), both.source()));
        return new Gathered(flow, later, null, seen.withLogs(updated(seen.logs().known(), both.target())));
    }

    private static Map<TopicPartition, LogRange> updated(
            Map<TopicPartition, LogRange> before, Outcome<LogRanges> later) {
        Map<TopicPartition, LogRange> updated = new PartitionMap<>(before);
        if (later instanceof Outcome.Known<LogRanges> known) {
            updated.putAll(known.value().known());
        }
        return updated;
    }
}
