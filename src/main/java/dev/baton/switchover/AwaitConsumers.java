package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Waits until no chosen group has a member on the source, and their commits stand still. */
final class AwaitConsumers implements SwitchStep {
    private static final Duration LOOK = Duration.ofMillis(500);

    @Override
    public String label() {
        return "await-consumers";
    }

    @Override
    public StepDone run(SwitchRun run) {
        Cluster source = run.site().requireSource();
        List<String> groups = run.plan().going().stream().map(GroupPlan::group).toList();
        Instant begun = run.site().clock().instant();
        Duration patience = Duration.ofMillis(run.plan().request().fencing().waitMillis());
        for (Stopping open = look(source, groups); !open.isDone(); open = look(source, groups)) {
            if (Duration.between(begun, run.site().clock().instant()).compareTo(patience) > 0) {
                throw open.refusal("stop their consumers, or wait longer with --wait, then: baton switch resume "
                        + run.plan().id());
            }
            Pause.take(LOOK);
            run.journal().alive();
        }
        requireStandingCommits(run, source, groups);
        requireSameEnds(run, source);
        return StepDone.of(groups.size() + " groups have no member on the source");
    }

    private static Stopping look(Cluster source, List<String> groups) {
        return Stopping.of(source.groups().describe(groups));
    }

    /** A consumer that assigns itself its partitions is no member; only its commits give it away. */
    private static void requireStandingCommits(SwitchRun run, Cluster source, List<String> groups) {
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> before =
                source.groups().stableCommitted(groups);
        watch(run, timeToWatch(run, source, groups));
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> after =
                source.groups().stableCommitted(groups);
        for (String group : groups) {
            Outcome<Map<TopicPartition, CommittedOffset>> then = before.get(group);
            Outcome<Map<TopicPartition, CommittedOffset>> now = after.get(group);
            if (then != null && now != null && !then.orThrow().equals(now.orThrow())) {
                throw BatonException.refused(
                        "group " + group + " has no member on the source, and still its commits move: a consumer with"
                                + " partitions of its own choice runs",
                        "stop it, then: baton switch resume " + run.plan().id());
            }
        }
    }

    private static Duration timeToWatch(SwitchRun run, Cluster source, List<String> groups) {
        return run.plan()
                .request()
                .fencing()
                .settleOfCommits(() -> source.groups().list(groups::contains).values().stream()
                        .anyMatch(group -> group.protocol().isEmpty()));
    }

    private static void watch(SwitchRun run, Duration time) {
        Instant end = run.site().clock().instant().plus(time);
        while (run.site().clock().instant().isBefore(end)) {
            Pause.take(LOOK);
            run.journal().alive();
        }
    }

    private static void requireSameEnds(SwitchRun run, Cluster source) {
        Map<TopicPartition, Long> settled = run.settledEnds();
        Map<TopicPartition, Long> now = SourceEnds.of(source, settled.keySet());
        if (!now.equals(settled)) {
            throw Settle.stillWritten(settled, now);
        }
    }
}
