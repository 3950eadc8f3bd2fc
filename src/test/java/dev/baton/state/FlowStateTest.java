package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowStateTest {
    private static final Instant WRITTEN = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant LATER = WRITTEN.plusSeconds(30);

    @Test
    void shouldTrustTheBeatOfTheShardWhenAMarkDidNotChange() {
        // Given
        Mark mark = new Mark(
                "orders", 3, "orders", "i", "j", Mark.Mode.PRESERVED, 1, 1, 1, 0, null, null, null, null, WRITTEN);
        int shard = InternalTopics.shardOf("orders", 3);
        // When
        Instant owned = state(shard).asOf(mark);
        Instant foreign = state((shard + 1) % InternalTopics.SHARDS).asOf(mark);
        // Then
        assertThat(owned).isEqualTo(LATER);
        assertThat(foreign).isEqualTo(WRITTEN);
    }

    @Test
    void shouldNotTakeABeatForAMarkOfAPartitionThatItSaysStandsStill() {
        // Given
        Mark mark = new Mark(
                "orders", 3, "orders", "i", "j", Mark.Mode.PRESERVED, 1, 1, 1, 0, null, null, null, null, WRITTEN);
        int shard = InternalTopics.shardOf("orders", 3);
        // When
        Instant stopped = state(shard, new MirrorBeat.Fault("orders", 3, "a foreign record"))
                .asOf(mark);
        Instant moving = state(shard, new MirrorBeat.Fault("orders", 3, "an open transaction").thatMoves())
                .asOf(mark);
        Instant others = state(
                        shard,
                        new MirrorBeat.Fault("orders", 2, "a foreign record"),
                        new MirrorBeat.Fault("bills", 3, "a foreign record"))
                .asOf(mark);
        // Then
        assertThat(stopped).isEqualTo(WRITTEN);
        assertThat(moving).isEqualTo(LATER);
        assertThat(others).isEqualTo(LATER);
    }

    @Test
    void shouldTrustTheBeatOfTheShardWhenAGroupDidNotChange() {
        // Given
        GroupSnapshot group = new GroupSnapshot("billing", WRITTEN, List.of(), List.of());
        int shard = InternalTopics.shardOf("billing");
        // When
        Instant owned = state(shard).asOf(group);
        Instant foreign = state((shard + 1) % InternalTopics.SHARDS).asOf(group);
        // Then
        assertThat(owned).isEqualTo(LATER);
        assertThat(foreign).isEqualTo(WRITTEN);
    }

    @Test
    void shouldNameTheSourceOnlyWhenTheTopicIsASnapshotTopic() {
        // Then
        assertThat(InternalTopics.sourceOfSnapshot(InternalTopics.snapshot("east.1")))
                .contains("east.1");
        assertThat(InternalTopics.sourceOfSnapshot("baton-snapshot.internal")).isEmpty();
        assertThat(InternalTopics.sourceOfSnapshot(InternalTopics.offsetMap("east")))
                .isEmpty();
    }

    private static FlowState state(int shard, MirrorBeat.Fault... faults) {
        MirrorBeat beat = new MirrorBeat("m", "h", LATER, List.of(shard), LATER, LATER, 0, true, List.of(faults));
        return new FlowState("east", null, Map.of(), List.of(beat), Map.of(), SwitchedGeneration.NONE, 0);
    }
}
