package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowState;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithClusters
class SecondLookIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final KafkaCluster west;

    SecondLookIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @Test
    @Trap("i")
    void shouldTellAMirrorThatDiedFromOneWhoseClockIsBehind() {
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(TIMEOUT), "test")) {
            // Given
            StateTopics.create(target, "east", (short) 1);
            Instant then = Instant.now().minusSeconds(60);
            FlowState seen;
            try (StateWriter writer = new StateWriter(target, "east")) {
                writer.write(List.of(beat("dead", then), beat("slow", then), beat("right", Instant.now())));
                seen = new StateReader(target).read("east");
                writer.write(beat("slow", then.plusSeconds(1)));
            }

            // When
            Map<String, Duration> skews = new SecondLook(west.clientConfig(), TIMEOUT, Clock.systemUTC()).skews(seen);

            // Then
            assertThat(skews).containsOnlyKeys("slow");
            assertThat(skews.get("slow")).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(90));
        }
    }

    private static MirrorBeat beat(String member, Instant time) {
        return new MirrorBeat(member, "host", time, List.of(0), time, time, 0, true, List.of());
    }
}
