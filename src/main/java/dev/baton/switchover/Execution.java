package dev.baton.switchover;

import dev.baton.failure.BatonException;
import org.jspecify.annotations.Nullable;

/**
 * How a switch ended.
 *
 * @param failure of the step at which it stopped; null where it came to its end
 * @param refused whether a safety check kept a group back
 */
public record Execution(SwitchReport report, @Nullable BatonException failure, boolean refused) {

    static Execution of(SwitchReport report, @Nullable BatonException failure, SwitchPlan plan) {
        boolean refused = plan.groups().stream().anyMatch(group -> group.verdict() == SwitchPlan.Verdict.REFUSED);
        return new Execution(report, failure, refused);
    }
}
