package dev.baton.drill;

import dev.baton.drill.DrillReport.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How long each part of a rehearsal took. */
final class StepTimes {
    private final Clock clock;
    private final Instant begun;
    private final List<Step> steps = new ArrayList<>();

    StepTimes(Clock clock) {
        this.clock = clock;
        this.begun = clock.instant();
    }

    Instant begun() {
        return begun;
    }

    /** A part that a failover has, too. */
    <T> T ofFailover(String step, Supplier<T> part) {
        return timed(step, true, part);
    }

    void ofFailover(String step, Runnable part) {
        timed(step, true, () -> {
            part.run();
            return step;
        });
    }

    /** A part that only a rehearsal has. */
    void ofRehearsal(String step, Runnable part) {
        timed(step, false, () -> {
            part.run();
            return step;
        });
    }

    private <T> T timed(String step, boolean inRto, Supplier<T> part) {
        Instant start = clock.instant();
        T made = part.get();
        add(step, start, Duration.between(start, clock.instant()).toMillis(), inRto);
        return made;
    }

    /** A part whose time was measured inside another one. */
    void add(String step, Instant start, long millis, boolean inRto) {
        steps.add(new Step(step, Duration.between(begun, start).toMillis(), millis, inRto));
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Until every group reads. */
    long rtoMillis() {
        return steps.stream().filter(Step::inRto).mapToLong(Step::millis).sum();
    }
}
