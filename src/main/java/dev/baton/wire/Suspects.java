package dev.baton.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * Brokers that hung when they were last asked. Each is asked again after a pause, and then for a shorter time, so that it holds
 * up what could go on with others for a quarter of the time at most; pause and time double while it hangs on. Pure.
 */
final class Suspects {
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final int PAUSE_A_PROBE = 3;

    private final Duration longest;
    private final Map<String, Suspect> suspects = new HashMap<>();

    private record Suspect(long untilNanos, Duration probe) {}

    /** @param longest how long a broker that answers as a rule is waited for */
    Suspects(Duration longest) {
        this.longest = longest;
    }

    /** How long to wait for an answer; null where the broker is not to be asked now. */
    @Nullable
    Duration patience(Node node, long nowNanos) {
        Suspect suspect = suspects.get(node.idString());
        if (suspect == null) {
            return longest;
        }
        return nowNanos - suspect.untilNanos() < 0 ? null : suspect.probe();
    }

    void answered(Node node) {
        suspects.remove(node.idString());
    }

    /** It did not answer in time. */
    void hung(Node node, long nowNanos) {
        Suspect before = suspects.get(node.idString());
        Duration probe = before == null ? FIRST_PROBE : before.probe().multipliedBy(2);
        Duration next = probe.compareTo(longest) < 0 ? probe : longest;
        suspects.put(
                node.idString(),
                new Suspect(nowNanos + next.multipliedBy(PAUSE_A_PROBE).toNanos(), next));
    }
}
