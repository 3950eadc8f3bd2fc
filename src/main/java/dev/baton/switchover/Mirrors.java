package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import dev.baton.state.FlowState;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateLog;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stops the mirrors of a flow for what is switched: writes the switched generation, and waits for those that live. */
final class Mirrors {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Cluster target;
    private final StateLog log;
    private final Clock clock;

    Mirrors(Cluster target, StateLog log, Clock clock) {
        this.target = target;
        this.log = log;
        this.clock = clock;
    }

    /** The generation that adds a plan's groups and topics to what was switched before. */
    static SwitchedGeneration next(SwitchedGeneration before, SwitchPlan plan, Instant now) {
        boolean all = plan.takesAll();
        TreeSet<String> groups = new TreeSet<>(before.groups());
        plan.going().forEach(group -> groups.add(group.group()));
        TreeSet<String> topics = new TreeSet<>(before.topics());
        topics.addAll(plan.topics());
        return new SwitchedGeneration(
                before.generation() + 1,
                plan.id(),
                all || before.allGroups(),
                List.copyOf(groups),
                all || before.allTopics(),
                List.copyOf(topics),
                now);
    }

    /** What Baton keeps of the flow now. */
    FlowState state() {
        return log.read(target);
    }

    /** What is switched now. */
    SwitchedGeneration switched() {
        return state().switched();
    }

    /**
     * Tells them.
     *
     * @param requireHeld refuses where the run has lost the flow; asked last, since what comes before may take long, and two
     *     runs that have read the same word would give theirs the same number
     */
    void write(SwitchedGeneration generation, Runnable requireHeld) {
        try (StateWriter writer = new StateWriter(target, log.source())) {
            requireHeld.run();
            writer.write(generation);
        }
    }

    /**
     * Waits until every mirror that may live honours a generation.
     *
     * @param switchId of the switch that waits, for what to do where one does not
     * @param whileWaiting called at each look
     * @return how many live
     */
    int awaitAcknowledged(long generation, String switchId, Runnable whileWaiting) {
        Instant begun = clock.instant();
        LiveBeats beats = new LiveBeats();
        while (true) {
            FlowState state = log.read(target);
            LiveBeats.Look look = beats.look(state.beats(), clock.instant());
            List<MirrorBeat> open = Stream.concat(look.live().stream(), look.doubtful().stream())
                    .filter(beat -> beat.acknowledged() < generation)
                    .toList();
            if (open.isEmpty()) {
                return look.live().size();
            }
            Duration waited = Duration.between(begun, clock.instant());
            if (waited.compareTo(PATIENCE) > 0) {
                throw notHonoured(open, switchId);
            }
            whileWaiting.run();
            Pause.take(LOOK);
        }
    }

    private static BatonException notHonoured(List<MirrorBeat> open, String switchId) {
        return new BatonException(
                FailureKind.INCOMPLETE,
                "mirrors that live did not stop within " + PATIENCE.toSeconds() + " s: "
                        + open.stream().map(MirrorBeat::member).collect(Collectors.joining(", ")),
                "stop them, then: baton switch resume " + switchId);
    }
}
