package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.failback.FailbackReport.Item;
import dev.baton.failback.FailbackReport.Result;
import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.salvage.ClusterTails;
import dev.baton.salvage.Content;
import dev.baton.salvage.Notes;
import dev.baton.salvage.Refusal;
import dev.baton.salvage.Tail;
import dev.baton.salvage.TailGatherer;
import dev.baton.salvage.TailGatherer.Found;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.Returned;
import dev.baton.translate.Selection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** {@code baton failback}: turns a flow round that a switch ended. */
public final class Failback {
    private final FlowConfig back;
    private final Cluster now;
    private final Cluster old;
    private final Clock clock;

    /**
     * For the flow back.
     *
     * @param back from the new active cluster to the old one
     * @param now its source, the new active cluster
     * @param old its target, the old active cluster
     */
    public Failback(FlowConfig back, Cluster now, Cluster old, Clock clock) {
        this.back = back;
        this.now = now;
        this.old = old;
        this.clock = clock;
    }

    /** All that was asked and decided before anything is changed. */
    private record Plan(
            FlowState ended, FlowState before, List<Turn> turns, List<Refusal> refusals, OldCommits commits) {}

    /** What it would do, with the logs gone on with. */
    public FailbackReport preview() {
        Plan plan = plan();
        List<Item> items = new ArrayList<>();
        plan.turns().forEach(turn -> items.add(item(turn, isDone(plan, turn) ? Result.UNCHANGED : Result.PLANNED)));
        return report(false, false, plan, items, Result.PLANNED);
    }

    /** Does it, with the logs gone on with. */
    public FailbackReport execute() {
        Plan plan = plan();
        requireNothingSpeaksAgainst(plan, plan.refusals());
        requireStandStill(plan);
        StateTopics.create(old, back.from(), back.replicationFactor());
        List<Item> items = new ArrayList<>();
        try (StateWriter state = new StateWriter(old, back.from());
                MapWriter maps = new MapWriter(old, back.from())) {
            for (Turn turn : plan.turns()) {
                boolean done = isDone(plan, turn);
                if (!done) {
                    turn(turn, state, maps);
                }
                items.add(item(turn, done ? Result.UNCHANGED : Result.TURNED));
            }
            if (items.stream().anyMatch(item -> item.result() == Result.TURNED)) {
                plan.commits().take(state, clock.instant());
            }
            release(plan, state);
        }
        return report(true, false, plan, items, Result.TURNED);
    }

    /** What a rebuilding would delete. */
    public FailbackReport previewRebuild() {
        Plan plan = plan();
        return report(
                false,
                true,
                plan,
                plan.turns().stream().map(turn -> item(turn, Result.PLANNED)).toList(),
                Result.PLANNED);
    }

    /**
     * Deletes the flow's topics on the old cluster, so that the mirror makes them anew.
     *
     * @param acceptLoss whether records that only the old cluster holds may be deleted with them
     */
    public FailbackReport rebuild(boolean acceptLoss) {
        Plan plan = plan();
        requireNothingSpeaksAgainst(plan, ofOldTopics(plan));
        requireStandStill(plan);
        FailbackReport report = report(
                true,
                true,
                plan,
                plan.turns().stream().map(turn -> item(turn, Result.DELETED)).toList(),
                Result.DELETED);
        if (report.unsalvaged() > 0 && !acceptLoss) {
            throw BatonException.refused(
                    report.unsalvaged() + " records are only on " + back.to()
                            + ", and would be deleted with its topics",
                    "write them on " + back.from() + " first: baton salvage inject --from " + back.to() + " --to "
                            + back.from() + " --execute; or lose them: --accept-loss");
        }
        StateTopics.create(old, back.from(), back.replicationFactor());
        try (StateWriter state = new StateWriter(old, back.from())) {
            forget(plan, state);
            plan.turns().stream().map(turn -> turn.tail().topic()).distinct().forEach(old.topics()::delete);
            release(plan, state);
        }
        return report;
    }

    // ---- gathering

    private Plan plan() {
        if (!back.naming().isIdentity()) {
            throw BatonException.refused(
                    "the flows between " + back.from() + " and " + back.to()
                            + " put the source's alias before each topic: each cluster has its own topics, and nothing is"
                            + " to be turned round",
                    "mirror both ways, and switch with --from " + back.from() + " --to " + back.to());
        }
        refuseBesideAMirror();
        FlowState ended = new StateReader(now).read(back.to());
        FlowState before = new StateReader(old).read(back.from());
        Found found = new TailGatherer(back.turned(), old, now).gather(new Selection(List.of(), List.of()));
        Map<TopicPartition, Outcome<OffsetMap>> maps = new MapReader(now).read(ended);
        Notes notes = Notes.read(now, back.to());
        List<Turn> turns = new ArrayList<>();
        try (ClusterTails records = new ClusterTails(old)) {
            for (Tail tail : found.tails()) {
                Outcome<OffsetMap> map = maps.getOrDefault(tail.source(), Outcome.known(OffsetMap.PRESERVED));
                turns.add(Turn.of(
                        tail,
                        map.orThrow(),
                        ended.marks().get(tail.source()),
                        Content.of(tail, records).records(),
                        notes.of(tail).records() + notes.of(tail).superseded()));
            }
        }
        Set<String> topics = turns.stream().map(turn -> turn.tail().topic()).collect(Collectors.toSet());
        return new Plan(
                ended,
                before,
                turns,
                found.refusals().stream()
                        .filter(refusal ->
                                ended.marks().containsKey(new TopicPartition(refusal.topic(), refusal.partition())))
                        .toList(),
                new OldCommits(back, old).gather(ended.switched(), topics));
    }

    private void refuseBesideAMirror() {
        if (LiveMirror.of(old, back.from())) {
            throw BatonException.refused(
                    "a mirror from " + back.from() + " to " + back.to() + " runs",
                    "stop it, and start it again afterwards");
        }
    }

    /** An earlier run has turned the partition round after the same switch, and the flow back is not ended since. */
    private static boolean isDone(Plan plan, Turn turn) {
        TurnPoint point = plan.before().turns().get(turn.tail().target());
        return point != null
                && point.switchId().equals(turn.tail().switchId())
                && point.targetTopicId().equals(turn.tail().sourceTopicId())
                && plan.before().marks().containsKey(turn.tail().target())
                && !plan.before().switched().coversTopic(turn.tail().targetTopic());
    }

    // ---- checks

    private void requireNothingSpeaksAgainst(Plan plan, List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            Refusal first = refusals.get(0);
            throw BatonException.refused(
                    first.topic() + "-" + first.partition() + ": " + first.reason(),
                    "see all with baton failback, without --execute");
        }
        if (plan.commits().anyActive()) {
            throw BatonException.refused(
                    "groups are active on " + back.to() + ", as "
                            + plan.commits().groups(Result.PLANNED).stream()
                                    .filter(group -> group.reason() != null)
                                    .map(FailbackReport.Group::group)
                                    .findFirst()
                                    .orElse(""),
                    "stop them there first: they moved to " + back.from());
        }
        for (Turn turn : plan.turns()) {
            Tail tail = turn.tail();
            if (tail.to() < tail.sourceEnd()) {
                throw BatonException.refused(
                        tail.source() + " of " + back.to()
                                + " has a transaction that is still open: its log is decided up" + " to " + tail.to()
                                + " and ends at " + tail.sourceEnd(),
                        "wait until it has timed out, or abort it with kafka-transactions.sh");
            }
        }
    }

    /** Refusals about topics that are still those that were mirrored: others were deleted by an earlier run. */
    private List<Refusal> ofOldTopics(Plan plan) {
        Map<String, TopicInfo> topics = old.topics()
                .describe(plan.refusals().stream().map(Refusal::topic).collect(Collectors.toSet()));
        return plan.refusals().stream()
                .filter(refusal -> {
                    TopicInfo topic = topics.get(refusal.topic());
                    Mark mark = plan.ended().marks().get(new TopicPartition(refusal.topic(), refusal.partition()));
                    return topic != null && mark != null && topic.id().equals(mark.sourceTopicId());
                })
                .toList();
    }

    private void requireStandStill(Plan plan) {
        List<Turn> fresh =
                plan.turns().stream().filter(turn -> !isDone(plan, turn)).toList();
        Map<TopicPartition, Outcome<Long>> ends = old.offsets()
                .logEnd(fresh.stream().map(turn -> turn.tail().source()).toList());
        for (Turn turn : fresh) {
            Outcome<Long> end = ends.getOrDefault(
                    turn.tail().source(), Outcome.known(turn.tail().sourceEnd()));
            if (end.orThrow() > turn.tail().sourceEnd()) {
                throw BatonException.refused(
                        "producers still write to " + back.to() + ": "
                                + turn.tail().source() + " ended at "
                                + turn.tail().sourceEnd() + " and ends at " + end.orThrow() + " now",
                        "stop them there first");
            }
        }
    }

    // ---- acting

    private void turn(Turn turn, StateWriter state, MapWriter maps) {
        Tail tail = turn.tail();
        maps.replace(tail.targetTopic(), tail.partition(), tail.sourceTopicId(), turn.runs());
        state.write(turn.point(clock.instant()));
        state.write(turn.mark(clock.instant()));
    }

    /** Takes marks and turn points of the topics away: they speak of logs that are about to be deleted. */
    private void forget(Plan plan, StateWriter state) {
        Set<String> topics =
                plan.turns().stream().map(turn -> turn.tail().targetTopic()).collect(Collectors.toSet());
        plan.before().marks().values().stream()
                .filter(mark -> topics.contains(mark.topic()))
                .forEach(state::remove);
        plan.before().turns().values().stream()
                .filter(point -> topics.contains(point.topic()))
                .forEach(state::remove);
    }

    /** Lets the flow back, where a switch ended that before, begin anew. */
    private void release(Plan plan, StateWriter state) {
        if (plan.before().switched().generation() == 0) {
            return;
        }
        Returned.of(old, back.from(), back.to()).write(clock.instant());
        state.write(Released.from(plan.before().switched(), plan.ended().switched(), clock.instant()));
    }

    // ---- the report

    private static FailbackReport report(
            boolean executed, boolean rebuild, Plan plan, List<Item> items, Result ofGroups) {
        List<Item> all = new ArrayList<>(items);
        plan.refusals()
                .forEach(refusal -> all.add(new Item(
                        refusal.targetTopic(),
                        refusal.partition(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Result.REFUSED,
                        refusal.reason())));
        return new FailbackReport(executed, rebuild, all, plan.commits().groups(ofGroups));
    }

    private static Item item(Turn turn, Result result) {
        Tail tail = turn.tail();
        return new Item(
                tail.targetTopic(),
                tail.partition(),
                tail.switchId(),
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
