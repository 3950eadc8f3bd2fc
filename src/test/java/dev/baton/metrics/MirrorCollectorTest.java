package dev.baton.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.MirrorView.Behind;
import dev.baton.mirror.MirrorView.Counts;
import dev.baton.mirror.MirrorView.Groups;
import dev.baton.mirror.MirrorView.Links;
import dev.baton.mirror.MirrorView.Phase;
import dev.baton.mirror.MirrorView.Topic;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is left out of the metrics, since it is not known. */
class MirrorCollectorTest {
    private static final Instant TIME = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void shouldLeaveTheTimeBehindOutWhenItIsNotKnownOfAPartition() {
        // When
        MirrorView view = view(
                Phase.MIRRORING,
                Duration.ofMillis(100),
                topic("level", new Behind(0, Duration.ofSeconds(1), 0)),
                topic("partly", new Behind(5, Duration.ZERO, 1)));
        // Then
        assertThat(values(view, "behind_seconds")).containsExactly(1.0);
        assertThat(values(view, "behind_records")).containsExactly(0.0, 5.0);
        assertThat(values(view, "last_success_timestamp_seconds")).isEmpty();
    }

    @Test
    void shouldSayThatTheSourceIsDownWhenItIsWaitedForAndNothingWhenItWasNotAsked() {
        // Then
        assertThat(values(view(Phase.STARTING, Duration.ofSeconds(30)), "source_up"))
                .containsExactly(0.0);
        assertThat(values(view(Phase.STARTING, null), "source_up")).isEmpty();
    }

    private static List<Double> values(MirrorView view, String gauge) {
        return new MirrorCollector(() -> view, null)
                .collect().stream()
                        .filter(metric -> metric.getMetadata().getName().equals("baton_mirror_" + gauge))
                        .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                        .map(GaugeDataPointSnapshot::getValue)
                        .toList();
    }

    private static Topic topic(String name, Behind behind) {
        return new Topic(name, 2, 2, 0, 10, 1_000, 1, behind);
    }

    private static MirrorView view(Phase phase, @Nullable Duration silence, Topic... topics) {
        return new MirrorView(
                "east",
                "west",
                TIME.minusSeconds(90),
                TIME,
                phase,
                new Links(silence, false),
                List.of(topics),
                List.of(),
                new Groups(0, null),
                new Counts(32, 1, 0));
    }
}
