package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.wire.LogControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a flow: found on the target, and held against the clusters as they are; or made, at the very first start. */
final class FlowStart {
    private static final int SOME = 5;
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final FlowConfig flow;
    private final Cluster source;
    private final Cluster target;
    private volatile @Nullable Instant silentSince;

    FlowStart(FlowConfig flow, Cluster source, Cluster target) {
        this.flow = flow;
        this.source = source;
        this.target = target;
    }

    /** Which two clusters these are. */
    record ClusterIds(String source, String target) {}

    /** Checks that a mirror may run between these two, and makes the flow's topics. */
    ClusterIds check() {
        ClusterIds ids = new ClusterIds(sourceId(), target.clusterId());
        if (ids.source().equals(ids.target())) {
            throw BatonException.usage("clusters " + flow.from() + " and " + flow.to()
                    + " are the same one (cluster id " + ids.source()
                    + "): correct the bootstrap.servers of one of them");
        }
        refuseWhereRecordsWouldGoRound(ids.target());
        MirrorMakerEmission.refuseBesideMirrorMaker(target, flow);
        StateTopics.create(target, flow.from(), flow.replicationFactor());
        return ids;
    }

    private String sourceId() {
        Instant asked = Instant.now();
        try {
            String id = source.clusterId();
            silentSince = null;
            return id;
        } catch (BatonException e) {
            if (e.kind() == FailureKind.UNREACHABLE && silentSince == null) {
                silentSince = asked;
            }
            throw e;
        }
    }

    /** Since when the source has not answered; null where it has, or was not asked yet. From any thread. */
    @Nullable
    Instant silentSince() {
        return silentSince;
    }

    /** The facts that the first mirror of the flow wrote down, null where there was none; the aliases must mean the same still. */
    @Nullable
    FlowFacts known(ClusterIds ids, StateTail tail) {
        if (!tail.poll(CATCH_UP)) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "cluster " + flow.to() + ": topic " + InternalTopics.snapshot(flow.from())
                            + " could not be read to its end in " + CATCH_UP.toSeconds() + " s");
        }
        FlowFacts facts = tail.facts();
        if (facts != null) {
            same("cluster id of " + flow.from(), facts.sourceClusterId(), ids.source());
            same("cluster id of " + flow.to(), facts.targetClusterId(), ids.target());
            same("topic prefix", facts.prefix(), flow.naming().prefix());
            same("number of shards", String.valueOf(facts.shards()), String.valueOf(InternalTopics.SHARDS));
        }
        return facts;
    }

    /** Two flows that both keep names, one each way, would mirror what the other just mirrored. */
    private void refuseWhereRecordsWouldGoRound(String targetId) {
        if (!flow.naming().isIdentity()) {
            return;
        }
        requireToSee(InternalTopics.snapshot(flow.to()));
        Provenance provenance =
                Provenance.of(flow, targetId, new StateReader(source).discover().values(), List.of());
        List<String> both = provenance.mirroredBackUnderTheirNames().stream()
                .filter(flow.topics())
                .sorted()
                .toList();
        if (!both.isEmpty()) {
            String some = String.join(", ", both.subList(0, Math.min(SOME, both.size())));
            throw BatonException.refused(
                    "a flow from " + flow.to() + " to " + flow.from() + " mirrors " + both.size()
                            + " of these topics under the same names, records would go round: " + some
                            + (both.size() > SOME ? ", ..." : ""),
                    wayOut(flow));
        }
    }

    /** What to do where another flow mirrors topics back under their own names. */
    static String wayOut(FlowConfig flow) {
        return "end that flow with a switch to " + flow.from()
                + ", leave those topics out with topics.exclude, or set replication.policy: default on both";
    }

    /** A topic that is hidden from this principal would look like one that does not exist. */
    private void requireToSee(String topic) {
        if (source.topics().look(List.of(topic)).get(topic) instanceof Outcome.Failed<TopicInfo> hidden) {
            throw hidden.failure().kind() == FailureKind.UNAUTHORISED
                    ? new BatonException(
                            FailureKind.UNAUTHORISED,
                            "whether a flow mirrors back from " + flow.to() + " is not known: "
                                    + hidden.failure().getMessage(),
                            "give READ on topics that begin with baton- to the principal of " + flow.from())
                    : hidden.failure();
        }
    }

    private void same(String what, String recorded, String now) {
        if (!recorded.equals(now)) {
            throw BatonException.usage("flow " + flow.from() + "->" + flow.to() + ": the " + what + " was \"" + recorded
                    + "\" when it was first mirrored and is \"" + now
                    + "\": give this flow another alias, or correct the configuration");
        }
    }

    /**
     * Writes the facts of a flow that nobody mirrored before; for the owner of shard 0 alone. Who stood still meanwhile is not
     * the owner any more, and others may stand in the log before: those that count are to be read.
     */
    void make(ClusterConfig targetConfig, StateWriter state) {
        try (LogControl control = new LogControl(targetConfig, "baton-mirror-start")) {
            FlowFacts facts = new FlowFacts(
                    flow.from(),
                    flow.to(),
                    source.clusterId(),
                    target.clusterId(),
                    flow.naming().prefix(),
                    InternalTopics.SHARDS,
                    control.transactions().newProducerId().id(),
                    control.transactions().newProducerId().id(),
                    Instant.now());
            state.write(facts);
        }
    }
}
