package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithClusters
@Tag("containers")
class StateIT {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final KafkaCluster west;

    StateIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldReadTheLatestOfEachKeyWhenWrittenOverAndRemoved() {
        // Given
        try (Cluster cluster = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
            StateTopics.create(cluster, "east", (short) -1);
            StateTopics.create(cluster, "east", (short) -1);
            FlowFacts facts = new FlowFacts("east", "west", "A", "B", "", 32, 1, 2, NOW);
            MirrorBeat alive = beat("one");
            GroupSnapshot group = new GroupSnapshot(
                    "billing", NOW, List.of(new GroupSnapshot.Commit("orders", 0, 5, "note")), List.of());
            try (StateWriter writer = new StateWriter(cluster, "east")) {
                writer.write(List.of(facts, mark(1), mark(2), alive, beat("two"), group));
                writer.remove(beat("two"));
            }
            try (TopicWriter foreign = cluster.records().writer(InternalTopics.snapshot("east"))) {
                foreign.write("noise".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
            }
            // When
            FlowState state = new StateReader(cluster).discover().get("east");
            // Then
            assertThat(state.facts()).isEqualTo(facts);
            assertThat(state.marks()).containsEntry(new TopicPartition("orders", 0), mark(2));
            assertThat(state.beats()).containsExactly(alive);
            assertThat(state.groups()).containsEntry("billing", group);
            assertThat(state.switched()).isEqualTo(SwitchedGeneration.NONE);
            assertThat(state.skipped()).isEqualTo(1);
            assertThat(new StateReader(cluster).read("nowhere")).isEqualTo(FlowState.none("nowhere"));
        }
    }

    @Test
    void shouldReadOnFromWhereTheLastReadingEnded() {
        // Given
        try (Cluster cluster = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
            StateLog log = new StateLog("north");
            FlowState before = log.read(cluster);
            StateTopics.create(cluster, "north", (short) -1);
            try (StateWriter writer = new StateWriter(cluster, "north")) {
                writer.write(List.of(mark(1), beat("one"), beat("two")));
                FlowState first = log.read(cluster);
                writer.write(mark(2));
                writer.remove(beat("one"));
                // When
                FlowState second = log.read(cluster);
                // Then
                assertThat(before).isEqualTo(FlowState.none("north"));
                assertThat(first.marks()).containsEntry(new TopicPartition("orders", 0), mark(1));
                assertThat(first.beats()).containsExactlyInAnyOrder(beat("one"), beat("two"));
                assertThat(second).isEqualTo(new StateReader(cluster).read("north"));
                assertThat(second.marks()).containsEntry(new TopicPartition("orders", 0), mark(2));
                assertThat(second.beats()).containsExactly(beat("two"));
                assertThat(log.read(cluster)).isEqualTo(second);
            }
        }
    }

    private static MirrorBeat beat(String member) {
        return new MirrorBeat(member, "host", NOW, List.of(1, 2), NOW, null, 0, true, List.of());
    }

    private static Mark mark(long offset) {
        return new Mark(
                "orders",
                0,
                "orders",
                "i",
                "j",
                Mark.Mode.PRESERVED,
                offset,
                offset,
                offset,
                0,
                null,
                null,
                null,
                null,
                NOW);
    }
}
