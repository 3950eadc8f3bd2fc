package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Where groups stand once the source is gone. */
class StandingsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant MONTHS_AGO = NOW.minusSeconds(90 * 24 * 3_600);
    private static final Selection ALL = new Selection(List.of(), List.of());

    @Test
    void shouldTakeTheCheckpointWhenTheSnapshotIsOlder() {
        Standing standing = of(MONTHS_AGO, NOW);

        assertThat(standing.committed()).isEqualTo(900);
        assertThat(standing.from()).isEqualTo(CommittedFrom.CHECKPOINT);
        assertThat(standing.asOf()).isEqualTo(NOW);
    }

    @Test
    void shouldTakeTheSnapshotWhenTheCheckpointIsOlderOrOfTheSameTime() {
        assertThat(of(NOW, MONTHS_AGO).committed()).isEqualTo(100);
        assertThat(of(NOW, NOW).from()).isEqualTo(CommittedFrom.SNAPSHOT);
    }

    @Test
    @Trap("29")
    void shouldLeaveOutTheInternalTopicsOfStreamsAndSaySo() {
        // Given
        GroupSnapshot snapshot = snapshot(NOW, "orders", "shop-counts-repartition", "shop-counts-changelog");
        List<GroupCheckpoint> checkpoints =
                List.of(checkpoint("basket", "orders", NOW), checkpoint("basket", "basket-items-repartition", NOW));

        // When
        Gathered gathered = gathered(snapshot, checkpoints, ALL);

        // Then
        assertThat(Standings.of(gathered, ALL))
                .hasSize(2)
                .allSatisfy(
                        (group, standings) -> assertThat(standings).containsOnlyKeys(new TopicPartition("orders", 0)));
        assertThat(gathered.leftOut()).containsOnlyKeys("shop", "basket");
        assertThat(gathered.leftOut().get("shop")).contains("Streams application");
    }

    @Test
    void shouldNotSpeakOfGroupsThatNobodyAskedFor() {
        Selection basket = new Selection(List.of("basket"), List.of());

        Gathered gathered = gathered(snapshot(NOW, "shop-counts-repartition"), List.of(), basket);

        assertThat(gathered.leftOut()).isEmpty();
    }

    private static Standing of(Instant snapshotAt, Instant checkpointAt) {
        Gathered gathered =
                gathered(snapshot(snapshotAt, "orders"), List.of(checkpoint("shop", "orders", checkpointAt)), ALL);
        return Standings.of(gathered, ALL).get("shop").get(new TopicPartition("orders", 0));
    }

    private static GroupSnapshot snapshot(Instant asOf, String... topics) {
        List<Commit> commits =
                Stream.of(topics).map(topic -> new Commit(topic, 0, 100, "")).collect(Collectors.toList());
        return new GroupSnapshot("shop", asOf, commits, List.of());
    }

    private static GroupCheckpoint checkpoint(String group, String topic, Instant written) {
        return new GroupCheckpoint("east", group, new TopicPartition(topic, 0), 900, 850, "", written);
    }

    private static Gathered gathered(GroupSnapshot snapshot, List<GroupCheckpoint> checkpoints, Selection selection) {
        FlowState state =
                new FlowState("east", null, Map.of(), List.of(), Map.of("shop", snapshot), SwitchedGeneration.NONE, 0);
        TargetSide target = new TargetSide(
                "W",
                state,
                Map.of(),
                List.of(CheckpointLog.of("east.checkpoints.internal", "east", checkpoints, 0)),
                List.of(),
                Map.of(),
                LogRanges.NONE);
        return Gathered.ofTarget(FlowConfig.everything("east", "west"), null, target, selection);
    }
}
