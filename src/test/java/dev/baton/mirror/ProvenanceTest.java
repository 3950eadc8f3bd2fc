package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    private static final FlowConfig IDENTITY = FlowConfig.everything("east", "west");
    private static final FlowConfig DEFAULT = new FlowConfig(
            "east",
            "west",
            IDENTITY.topics(),
            IDENTITY.groups(),
            TopicNaming.prefixed("east", "."),
            OffsetsMode.AUTO,
            (short) -1);

    @Test
    void shouldNotMirrorBackWhatCarriesTheTargetsPrefixWhenThePolicyIsTheDefault() {
        // When
        Provenance provenance = Provenance.of(DEFAULT, "W", List.of(), List.of());

        // Then
        assertThat(provenance.isFromTarget("west.orders")).isTrue();
        assertThat(provenance.isFromTarget("west.")).isFalse();
        assertThat(provenance.isFromTarget("western")).isFalse();
    }

    /** Trap (c). */
    @Test
    @Trap("c")
    void shouldTakeADotInANameForAPrefixOnlyWhereSuchAFlowIsKnown() {
        // When
        Provenance provenance = Provenance.of(DEFAULT, "W", List.of(flow("south", "S", "south.")), List.of());

        // Then
        assertThat(provenance.isFromTarget("orders.v1")).isFalse();
        assertThat(provenance.isFromTarget("south.orders")).isFalse();
        assertThat(provenance.isFromTarget("south.west.orders")).isTrue();
        assertThat(provenance.isFromTarget("north.west.orders")).isFalse();
    }

    @Test
    void shouldMirrorATopicThatOnlyLooksLikeOneOfTheTargetWhenNamesAreKeptAndNobodyMirrorsBack() {
        // Then
        assertThat(Provenance.of(IDENTITY, "W", List.of(), List.of("west.orders"))
                        .isFromTarget("west.orders"))
                .isFalse();
        assertThat(Provenance.of(IDENTITY, "W", List.of(flow("west", "W", "west.")), List.of())
                        .isFromTarget("west.orders"))
                .isTrue();
        assertThat(Provenance.of(IDENTITY, "W", List.of(), List.of("mm2-offsets.west.internal"))
                        .isFromTarget("west.orders"))
                .isTrue();
    }

    /** Trap (d). */
    @Test
    void shouldNameTheTopicsThatAFlowBackMirrorsUnderTheSameNameUntilASwitchEndsIt() {
        // Given
        FlowState back = flow("west", "W", "", "orders", "payments");
        SwitchedGeneration switched =
                new SwitchedGeneration(1, "s", false, List.of(), false, List.of("orders"), Instant.EPOCH);
        FlowState ended = new FlowState("west", back.facts(), back.marks(), List.of(), Map.of(), switched, 0);

        // Then
        assertThat(Provenance.of(IDENTITY, "W", List.of(back), List.of()).mirroredBackUnderTheirNames())
                .containsExactlyInAnyOrder("orders", "payments");
        assertThat(Provenance.of(IDENTITY, "W", List.of(ended), List.of()).mirroredBackUnderTheirNames())
                .containsExactly("payments");
        assertThat(Provenance.of(IDENTITY, "another", List.of(back), List.of()).mirroredBackUnderTheirNames())
                .isEmpty();
    }

    private static FlowState flow(String from, String sourceId, String prefix, String... topics) {
        FlowFacts facts = new FlowFacts(from, "east", sourceId, "E", prefix, 32, 1, 2, Instant.EPOCH);
        Map<TopicPartition, Mark> marks = Arrays.stream(topics)
                .map(topic -> new Mark(
                        topic,
                        0,
                        prefix + topic,
                        "a",
                        "b",
                        Mark.Mode.PRESERVED,
                        0,
                        0,
                        0,
                        0,
                        null,
                        null,
                        null,
                        null,
                        Instant.EPOCH))
                .collect(Collectors.toMap(mark -> new TopicPartition(mark.topic(), 0), Function.identity()));
        return new FlowState(from, facts, marks, List.of(), Map.of(), SwitchedGeneration.NONE, 0);
    }
}
