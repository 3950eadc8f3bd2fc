package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CopiesTest {
    private static final FlowConfig KEEPS_NAMES = FlowConfig.everything("east", "west");
    private static final FlowConfig PREFIXED = new FlowConfig(
            "east",
            "west",
            KEEPS_NAMES.topics(),
            KEEPS_NAMES.groups(),
            TopicNaming.prefixed("east", "."),
            OffsetsMode.AUTO,
            (short) -1);
    private static final FlowFacts FACTS = new FlowFacts("east", "west", "E", "W", "east.", 32, 1, 2, Instant.EPOCH);

    @Test
    void shouldTellCopiesOfTheTargetsTopicsFromTheSourcesOwn() {
        // Given
        Copies copies = Copies.of(PREFIXED);

        // Then
        assertThat(copies.original("west.orders")).contains("orders");
        assertThat(copies.cover("orders")).isFalse();
        assertThat(copies.cover("western.orders")).isFalse();
        assertThat(copies.cover("west.checkpoints.internal")).isFalse();
        assertThat(Copies.of(KEEPS_NAMES).cover("west.orders")).isFalse();
    }

    @Test
    void shouldGoByWhatWasMirroredWhereNoConfigurationSaysHow() {
        // Given
        FlowConfig adHoc = FlowConfig.everything("source", "target");

        // Then
        assertThat(Copies.of(adHoc, state(List.of())).original("west.orders")).contains("orders");
    }

    @Test
    void shouldSayOfACommitForACopyThatNobodyKnowsItWithoutTheSource() {
        // Given
        Gathered gathered = gathered(new Commit("west.orders", 3, 35, "kept"));

        // When
        Translated item = translated(gathered);

        // Then
        assertThat(item.target()).isEqualTo(new TopicPartition("orders", 3));
        assertThat(item.confidence()).isEqualTo(Confidence.UNKNOWN);
        assertThat(item.reason()).contains("west.orders-3", "committed 35", "offset map");
        assertThat(item.standing().metadata()).isEqualTo("kept");
        assertThat(gathered.isCopy(item.source())).isTrue();
    }

    @Test
    void shouldLeaveTheCopiesAloneUnknownWhenTheirMapCouldNotBeAsked() {
        // Given
        Gathered gathered = gathered(new Commit("west.orders", 3, 35, "kept"), new Commit("orders", 3, 20, ""));

        // When
        List<Translated> unknown =
                Decision.unknownCopies(gathered, new Selection(List.of(), List.of()), "east: timed out");

        // Then
        assertThat(unknown).singleElement().satisfies(item -> {
            assertThat(item.source()).isEqualTo(new TopicPartition("west.orders", 3));
            assertThat(item.target()).isEqualTo(new TopicPartition("orders", 3));
            assertThat(item.confidence()).isEqualTo(Confidence.UNKNOWN);
            assertThat(item.reason()).contains("committed 35", "east: timed out");
        });
    }

    @Test
    void shouldSayThatAGroupWhichReadNothingOfACopyBeginsAtTheStart() {
        // When
        Translated item = translated(gathered(new Commit("west.orders", 3, 0, "")));

        // Then
        assertThat(item.translation().targetOrNull()).isEqualTo(10);
    }

    private static Translated translated(Gathered gathered) {
        Translate.Request request = new Translate.Request(new Selection(List.of(), List.of()), By.AUTO, null, false);
        List<Translated> translated = Decision.translate(gathered, request, LookedUp.NONE);
        assertThat(translated).hasSize(1);
        return translated.get(0);
    }

    private static Gathered gathered(Commit... commits) {
        TargetSide target = new TargetSide(
                "W",
                state(List.of(commits)),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                new LogRanges(Map.of(new TopicPartition("orders", 3), new LogRange(10, 80)), Map.of()));
        return new Gathered(PREFIXED, null, null, target);
    }

    private static FlowState state(List<Commit> commits) {
        Map<String, GroupSnapshot> groups =
                Map.of("region", new GroupSnapshot("region", Instant.EPOCH, commits, List.of()));
        return new FlowState("east", FACTS, Map.of(), List.of(), groups, SwitchedGeneration.NONE, 0);
    }
}
