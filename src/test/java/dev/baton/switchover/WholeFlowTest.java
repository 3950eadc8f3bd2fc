package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.SwitchedGeneration;
import dev.baton.translate.Gathered;
import dev.baton.translate.GatheredFixture;
import dev.baton.translate.LogRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WholeFlowTest {
    private static final List<String> ON_SOURCE =
            List.of("orders", "audit", "new", "heartbeats", "__consumer_offsets", "mm2-offset-syncs.west.internal");

    @Test
    void shouldTakeWhatIsMirroredAndWhatShouldBe() {
        FlowFacts facts = new FlowFacts("east", "west", "E", "W", "", 32, 1, 2, Instant.EPOCH);
        FlowState state = new FlowState(
                "east",
                facts,
                Map.of(
                        new TopicPartition("orders", 0),
                        Marks.mark("orders", 10),
                        new TopicPartition("gone", 3),
                        Marks.mark("gone", 10)),
                List.of(),
                Map.of(),
                SwitchedGeneration.NONE,
                0);
        Gathered gathered = GatheredFixture.of(state, Map.of());

        assertThat(WholeFlow.topics(gathered, ON_SOURCE)).containsExactly("audit", "gone", "new", "orders");
        assertThat(WholeFlow.topics(gathered, List.of())).containsExactly("gone", "orders");
    }

    @Test
    void shouldTakeOfMirrorMakersFlowWhatItsTargetHas() {
        Gathered gathered =
                GatheredFixture.ofMirrorMakerFlow(Map.of(new TopicPartition("orders", 0), new LogRange(0, 7)));

        assertThat(WholeFlow.topics(gathered, ON_SOURCE)).containsExactly("orders");
    }
}
