package dev.baton.inspect;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import dev.baton.state.FlowState;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a mirror that died from one whose clock differs: the beats of both are not of this time, but those of the second move on.
 */
final class SecondLook {
    /** Beats come once a second. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    /** A clock that differs by more is no clock; such a beat is left over. */
    private static final Duration AT_MOST = Duration.ofDays(1);

    private final ClusterConfig target;
    private final Duration timeout;
    private final Clock clock;

    SecondLook(ClusterConfig target, Duration timeout, Clock clock) {
        this.target = target;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** How far the clocks of such mirrors are behind, by member. Waits a moment where there may be one; else asks nothing. */
    Map<String, Duration> skews(FlowState seen) {
        List<MirrorBeat> doubtful = seen.beats().stream()
                .filter(beat -> !StatusCalculator.isFresh(beat, clock.instant())
                        && behind(beat).abs().compareTo(AT_MOST) <= 0)
                .toList();
        if (doubtful.isEmpty()) {
            return Map.of();
        }
        Pause.take(WAIT);
        try (Cluster again = Cluster.connect(target, Budget.total(timeout), "inspect")) {
            return moved(doubtful, new StateReader(again).read(seen.source()));
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            return Map.of();
        }
    }

    private Map<String, Duration> moved(List<MirrorBeat> doubtful, FlowState later) {
        Map<String, Duration> skews = new HashMap<>();
        for (MirrorBeat before : doubtful) {
            later.beats().stream()
                    .filter(beat -> beat.member().equals(before.member())
                            && !beat.time().equals(before.time()))
                    .findFirst()
                    .ifPresent(beat -> skews.put(beat.member(), behind(beat)));
        }
        return skews;
    }

    private Duration behind(MirrorBeat beat) {
        return Duration.between(beat.time(), clock.instant());
    }
}
