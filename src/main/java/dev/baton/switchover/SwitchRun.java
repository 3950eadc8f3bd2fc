package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.switchover.SwitchReport.Rpo;
import dev.baton.switchover.SwitchReport.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the steps of one run of a switch share: the plan as it stands, what was asked, what was done. */
final class SwitchRun {
    private final SwitchSite site;
    private final Journal journal;
    private final Instant begun;
    private final boolean resumed;
    private final Mirrors mirrors;
    private final Applied applied;
    private final List<StepReport> steps = new ArrayList<>();
    private SwitchPlan plan;
    private @Nullable SwitchFacts facts;
    private @Nullable Map<TopicPartition, Long> settled;
    private boolean drained;
    private long generation;
    private @Nullable Long rtoMillis;

    /**
     * A run.
     *
     * @param facts null where the plan is carried out as it is, which asks for nothing that was gathered
     * @param resumed whether an earlier run of the same switch was killed, so that a part may be done already
     */
    SwitchRun(
            SwitchSite site,
            Journal journal,
            SwitchPlan plan,
            @Nullable SwitchFacts facts,
            Instant begun,
            boolean resumed) {
        this.site = site;
        this.journal = journal;
        this.plan = plan;
        this.facts = facts;
        this.begun = begun;
        this.resumed = resumed;
        this.mirrors = new Mirrors(site.target(), site.state(), site.clock());
        this.applied = new Applied(site.target(), journal::requireHeld);
    }

    SwitchSite site() {
        return site;
    }

    Cluster target() {
        return site.target();
    }

    Journal journal() {
        return journal;
    }

    Mirrors mirrors() {
        return mirrors;
    }

    Applied applied() {
        return applied;
    }

    boolean resumed() {
        return resumed;
    }

    SwitchPlan plan() {
        return plan;
    }

    SwitchFacts facts() {
        return Objects.requireNonNull(facts, "steps from the commit on need nothing that was gathered");
    }

    void replan(SwitchPlan newer, SwitchFacts newerFacts) {
        this.plan = newer;
        this.facts = newerFacts;
    }

    /** Where the source's logs stood still; empty where nobody looked. */
    Map<TopicPartition, Long> settledEnds() {
        Map<TopicPartition, Long> ends = settled;
        return ends == null ? Map.of() : ends;
    }

    /** Whether this run has proved that the source stands still. */
    boolean isSettled() {
        return settled != null;
    }

    void settledAt(Map<TopicPartition, Long> ends) {
        this.settled = ByPartition.copy(ends);
    }

    /** All that lies below the settled ends is proved to be on the target. */
    void drained() {
        drained = true;
    }

    /** What the source has that the target has not: once all was proved to be there, what has come since. */
    Rpo rpo() {
        return drained
                ? RpoEstimate.since(settledEnds(), site.requireSource(), site.clock())
                        .orElseGet(this::estimate)
                : estimate();
    }

    private Rpo estimate() {
        return facts == null ? site.rpo(plan, mirrors.state(), true) : site.rpo(plan, facts);
    }

    /** The generation that ended the flow. */
    long generation() {
        return generation;
    }

    void endedAt(long written) {
        this.generation = written;
    }

    /** Milliseconds from the start to the last commit read back. */
    @Nullable
    Long rtoMillis() {
        return rtoMillis;
    }

    void readBackNow() {
        rtoMillis = Duration.between(begun, site.clock().instant()).toMillis();
    }

    List<StepReport> steps() {
        return steps;
    }

    /** To be called half way through a step that changes several things. */
    void halfWay(SwitchStep step) {
        site.halt().reached(step.label(), "middle");
    }
}
