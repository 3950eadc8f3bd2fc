package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.failback.FailbackReport.Result;
import dev.baton.failure.BatonException;
import dev.baton.salvage.Refusal;
import dev.baton.salvage.Tail;
import dev.baton.state.Mark;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** What speaks against turning a flow round: each is thrown as a refusal with the way on. */
final class Objections {
    private final FlowConfig back;
    private final Cluster old;

    /** For the flow back, whose target is the old active cluster. */
    Objections(FlowConfig back, Cluster old) {
        this.back = back;
        this.old = old;
    }

    /** Against going on with the old logs. */
    void requireNone(FailbackPlan plan) {
        requireNone(plan, plan.refusals());
    }

    /** Against turning it round, where of the plan's refusals these count. */
    void requireNone(FailbackPlan plan, List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            Refusal first = refusals.get(0);
            throw BatonException.refused(
                    first.topic() + "-" + first.partition() + ": " + first.reason(),
                    "see all with baton failback, without --execute");
        }
        requireNobodyActive(plan);
        plan.turns().forEach(turn -> requireDecided(turn.tail()));
        requireStandStill(plan);
    }

    private void requireNobodyActive(FailbackPlan plan) {
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
    }

    private void requireDecided(Tail tail) {
        if (tail.to() < tail.sourceEnd()) {
            throw BatonException.refused(
                    tail.source() + " of " + back.to()
                            + " has a transaction that is still open: its log is decided up to " + tail.to()
                            + " and ends at " + tail.sourceEnd(),
                    "wait until it has timed out, or abort it with kafka-transactions.sh");
        }
    }

    /** Refusals that count where the old topics are to be deleted: what an earlier run has deleted already speaks against nothing. */
    List<Refusal> ofOldTopics(FailbackPlan plan) {
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

    private void requireStandStill(FailbackPlan plan) {
        List<Turn> open = plan.open();
        Map<TopicPartition, Outcome<Long>> ends = old.offsets()
                .logEnd(open.stream().map(turn -> turn.tail().source()).toList());
        for (Turn turn : open) {
            Tail tail = turn.tail();
            long end = ends.getOrDefault(tail.source(), Outcome.known(tail.sourceEnd()))
                    .orThrow();
            if (end > tail.sourceEnd()) {
                throw BatonException.refused(
                        "producers still write to " + back.to() + ": " + tail.source() + " ended at " + tail.sourceEnd()
                                + " and ends at " + end + " now",
                        "stop them there first");
            }
        }
    }

    /** Against losing what only the old cluster holds. */
    void requireSalvaged(FailbackReport report) {
        if (report.unsalvaged() > 0) {
            throw BatonException.refused(
                    report.unsalvaged() + " records are only on " + back.to()
                            + ", and would be deleted with its topics",
                    "write them on " + back.from() + " first: baton salvage inject --from " + back.to() + " --to "
                            + back.from() + " --execute; or lose them: --accept-loss");
        }
    }
}
