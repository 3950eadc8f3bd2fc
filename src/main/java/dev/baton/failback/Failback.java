package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failback.FailbackReport.Item;
import dev.baton.failback.FailbackReport.Result;
import dev.baton.salvage.Refusal;
import dev.baton.salvage.Tail;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.switchover.FlowHold;
import dev.baton.switchover.Halt;
import dev.baton.switchover.Returned;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** {@code baton failback}: turns a flow round that a switch ended. */
public final class Failback {
    private final FailbackSite site;
    private final FlowConfig back;
    private final Cluster old;
    private final Clock clock;
    private final Halt halt;
    private final Objections objections;

    public Failback(FailbackSite site) {
        this.site = site;
        this.back = site.back();
        this.old = site.old();
        this.clock = site.clock();
        this.halt = site.halt();
        this.objections = new Objections(back, old);
    }

    /** What it would do, with the logs gone on with. */
    public FailbackReport preview() {
        FailbackPlan plan = plan();
        List<Item> items = new ArrayList<>();
        plan.turns().forEach(turn -> items.add(item(turn, plan.isDone(turn) ? Result.UNCHANGED : Result.PLANNED)));
        return report(false, false, plan, plan.refusals(), items, Result.PLANNED);
    }

    /** Does it, with the logs gone on with. */
    public FailbackReport execute() {
        return held(this::goOn);
    }

    private FailbackReport goOn(Runnable alive) {
        FailbackPlan plan = plan();
        objections.requireNone(plan);
        StateTopics.create(old, back.from(), back.replicationFactor());
        List<Item> items = new ArrayList<>();
        try (StateWriter state = new StateWriter(old, back.from());
                MapWriter maps = new MapWriter(old, back.from())) {
            for (Turn turn : plan.turns()) {
                boolean done = plan.isDone(turn);
                alive.run();
                if (!done) {
                    turn(turn, state, maps);
                }
                items.add(item(turn, done ? Result.UNCHANGED : Result.TURNED));
            }
            alive.run();
            plan.commits().take(plan.before(), state, clock.instant(), halt);
            alive.run();
            release(plan, state);
        }
        return report(true, false, plan, plan.refusals(), items, Result.TURNED);
    }

    /** What a rebuilding would delete. */
    public FailbackReport previewRebuild() {
        FailbackPlan plan = plan();
        return report(false, true, plan, objections.ofOldTopics(plan), items(plan, Result.PLANNED), Result.PLANNED);
    }

    /**
     * Deletes the flow's topics on the old cluster, so that the mirror makes them anew.
     *
     * @param acceptLoss whether records that only the old cluster holds may be deleted with them
     */
    public FailbackReport rebuild(boolean acceptLoss) {
        return held(alive -> makeAnew(acceptLoss, alive));
    }

    private FailbackReport makeAnew(boolean acceptLoss, Runnable alive) {
        FailbackPlan plan = plan();
        List<Refusal> refusals = objections.ofOldTopics(plan);
        objections.requireNone(plan, refusals);
        FailbackReport report = report(true, true, plan, refusals, items(plan, Result.DELETED), Result.DELETED);
        if (!acceptLoss) {
            objections.requireSalvaged(report);
        }
        StateTopics.create(old, back.from(), back.replicationFactor());
        try (StateWriter state = new StateWriter(old, back.from())) {
            alive.run();
            forget(plan, state);
            halt.reached("forget", "done");
            plan.turns().stream().map(turn -> turn.tail().topic()).distinct().forEach(this::delete);
            alive.run();
            release(plan, state);
        }
        return report;
    }

    private FailbackPlan plan() {
        return new FailbackGatherer(back, site.now(), old).gather();
    }

    /**
     * While no switch runs in either direction, and none is undone: what is found must hold until all is written.
     *
     * @param work is given what to call before each part of it: one that has lost a flow must do no more
     */
    private FailbackReport held(Function<Runnable, FailbackReport> work) {
        try (FlowHold away = FlowHold.forFailback(back.turned(), site.now(), site.directory(), site.by(), clock);
                FlowHold home = FlowHold.forFailback(back, old, site.directory(), site.by(), clock)) {
            return work.apply(() -> {
                away.alive();
                home.alive();
            });
        }
    }

    // ---- acting: each part can be done again

    private void turn(Turn turn, StateWriter state, MapWriter maps) {
        Tail tail = turn.tail();
        maps.replace(tail.targetTopic(), tail.partition(), tail.sourceTopicId(), turn.runs());
        halt.reached("turn", "runs");
        state.write(turn.point(clock.instant()));
        halt.reached("turn", "point");
        state.write(turn.mark(clock.instant()));
        halt.reached("turn", "mark");
    }

    private void delete(String topic) {
        old.topics().delete(topic);
        halt.reached("delete", "done");
    }

    /** Takes marks and turn points of the topics away: they speak of logs that are about to be deleted. */
    private void forget(FailbackPlan plan, StateWriter state) {
        Set<String> topics = plan.topics();
        plan.before().marks().values().stream()
                .filter(mark -> topics.contains(mark.topic()))
                .forEach(state::remove);
        plan.before().turns().values().stream()
                .filter(point -> topics.contains(point.topic()))
                .forEach(state::remove);
    }

    /** Lets the flow back, where a switch ended that before, begin anew. */
    private void release(FailbackPlan plan, StateWriter state) {
        if (plan.before().switched().generation() > 0) {
            halt.reached("release", "begin");
            Returned.of(old, back.from(), back.to(), plan.ended().switched()).write(clock.instant());
            halt.reached("release", "returned");
            state.write(Released.from(plan.before().switched(), plan.ended().switched(), clock.instant()));
        }
        halt.reached("release", "done");
    }

    // ---- the report

    private static FailbackReport report(
            boolean executed,
            boolean rebuild,
            FailbackPlan plan,
            List<Refusal> refusals,
            List<Item> items,
            Result ofGroups) {
        List<Item> all = new ArrayList<>(items);
        refusals.forEach(
                refusal -> all.add(Item.refused(refusal.targetTopic(), refusal.partition(), refusal.reason())));
        return new FailbackReport(executed, rebuild, all, plan.commits().groups(ofGroups));
    }

    private static List<Item> items(FailbackPlan plan, Result result) {
        return plan.turns().stream().map(turn -> item(turn, result)).toList();
    }

    private static Item item(Turn turn, Result result) {
        Tail tail = turn.tail();
        return new Item(
                tail.targetTopic(),
                tail.partition(),
                tail.endedBy(),
                turn.sourceOffset(),
                tail.from(),
                tail.sourceEnd(),
                turn.records(),
                turn.salvaged(),
                turn.runs().size(),
                result,
                tail.remark().orElse(null));
    }
}
