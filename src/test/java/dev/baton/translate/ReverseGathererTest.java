package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.testkit.Trap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReverseGathererTest {

    @Test
    void shouldLeadCopiesBackToTheirOriginalsAndLeaveOtherTopicsAlone() {
        // Given
        FlowConfig all = FlowConfig.everything("west", "east");
        FlowConfig prefixed = new FlowConfig(
                "west",
                "east",
                all.topics(),
                all.groups(),
                TopicNaming.prefixed("west", "."),
                all.offsets(),
                all.replicationFactor(),
                all.following(),
                all.onSourceLoss());
        // When
        FlowConfig back = ReverseGatherer.turned(prefixed);
        // Then
        assertThat(back.from()).isEqualTo("east");
        assertThat(back.to()).isEqualTo("west");
        assertThat(back.topics().test("west.orders")).isTrue();
        assertThat(back.topics().test("orders")).isFalse();
        assertThat(back.topics().test("west.mm2.internal")).isFalse();
        assertThat(back.naming().targetTopic("west.orders")).isEqualTo("orders");
        assertThat(back.naming().sourceTopic("orders")).contains("west.orders");
    }

    @Test
    @Trap("c")
    void shouldTakeATopicForACopyOnlyWhereItCarriesTheTargetsAliasUnderAPolicyThatGivesIt() {
        // Given
        FlowConfig kept = FlowConfig.everything("east", "west");
        FlowConfig prefixed = new FlowConfig(
                "east",
                "west",
                kept.topics(),
                kept.groups(),
                TopicNaming.prefixed("east", "."),
                kept.offsets(),
                kept.replicationFactor(),
                kept.following(),
                kept.onSourceLoss());
        // When
        Copies copies = Copies.of(prefixed);
        // Then
        assertThat(copies.cover("west.orders")).isTrue();
        assertThat(copies.cover("orders.v1")).isFalse();
        assertThat(copies.cover("east.orders")).isFalse();
        assertThat(copies.cover("west.checkpoints.internal")).isFalse();
        assertThat(copies.back().naming().targetTopic("orders")).isEqualTo("west.orders");
        assertThat(Copies.of(kept).cover("west.orders")).isFalse();
    }

    @Test
    void shouldTurnAMapRound() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(10, 0), new Run(20, 7), new Run(50, 30)));
        // When
        OffsetMap back = ReverseGatherer.turned(map);
        // Then
        for (long target = 0; target < 60; target++) {
            assertThat(back.toTarget(target)).isEqualTo(map.toSource(target));
        }
        assertThat(ReverseGatherer.turned(OffsetMap.PRESERVED).isPreserved()).isTrue();
    }
}
