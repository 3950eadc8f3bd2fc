package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.mirrormaker.OffsetSync;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.Mark;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EvidenceFinderTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void shouldTakeAMarkForAllThatContentCouldSayOnlyWhereItIsOfTheseTopicsAndKeptUp() {
        assertThat(isKeptUp("id", NOW.minusSeconds(1), 500)).isTrue();
        assertThat(isKeptUp("id", NOW.minusSeconds(90 * 24 * 3_600), 500))
                .as("Baton was tried once")
                .isFalse();
        assertThat(isKeptUp("another", NOW.minusSeconds(1), 500))
                .as("the topic was made anew")
                .isFalse();
        assertThat(isKeptUp("id", NOW.minusSeconds(1), 300))
                .as("the target lost data")
                .isFalse();
    }

    @Test
    void shouldReadOffsetSyncsFromTheOtherEndOnTheWayBack() {
        // Given
        List<OffsetSync> syncs = List.of(
                new OffsetSync(ORDERS, 1_059, 1_059, NOW),
                new OffsetSync(ORDERS, 1_050, 1_091, NOW),
                new OffsetSync(ORDERS, 1_150, 1_191, NOW));
        OffsetSyncLog log = new OffsetSyncLog("mm2-offset-syncs.west.internal", "west", Map.of(ORDERS, syncs), 0);
        LogRange logs = new LogRange(0, 1_200);
        SourceSide copies =
                new SourceSide("W", NOW, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(ORDERS, logs), List.of(log));
        TargetSide originals = new TargetSide(
                "E",
                FlowState.none("west"),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                new LogRanges(Map.of(ORDERS, logs), Map.of()));
        Gathered back = Gathered.ofWayBack(FlowConfig.everything("west", "east"), copies, originals);
        // When
        List<Evidence> found = new EvidenceFinder(back).find("group", ORDERS);
        // Then
        assertThat(found).singleElement().isInstanceOf(Evidence.TurnedSyncs.class);
        assertThat(Translator.translate(new Question(1_092, logs, logs, found)).translation())
                .isInstanceOf(Translation.AtMost.class)
                .extracting(Translation::targetOrNull)
                .isEqualTo(1_051L);
    }

    @Test
    void shouldTakeNoCommitForCarriedOverThatWasMeantForATopicOfTheTargetThatIsGone() {
        assertThat(evidence("id")).anyMatch(Evidence.Carried.class::isInstance);
        assertThat(evidence("another")).noneMatch(Evidence.Carried.class::isInstance);
    }

    private static List<Evidence> evidence(String meantFor) {
        List<Commit> at300 = List.of(new Commit("orders", 0, 300, ""));
        GroupSnapshot snapshot =
                new GroupSnapshot("g", NOW, at300, at300, List.of(), false, Map.of("orders", meantFor));
        return finder("id", NOW, 500, Map.of("g", snapshot)).find("g", ORDERS);
    }

    private static boolean isKeptUp(String targetTopicId, Instant markedAt, long targetEnd) {
        return finder(targetTopicId, markedAt, targetEnd, Map.of()).isKeptUp(ORDERS);
    }

    private static EvidenceFinder finder(
            String targetTopicId, Instant markedAt, long targetEnd, Map<String, GroupSnapshot> groups) {
        Mark mark = new Mark(
                "orders",
                0,
                "orders",
                "source-id",
                "id",
                Mark.Mode.PRESERVED,
                400,
                400,
                400,
                0,
                0,
                400L,
                400L,
                1L,
                markedAt);
        FlowState state =
                new FlowState("east", null, Map.of(ORDERS, mark), List.of(), groups, SwitchedGeneration.NONE, 0);
        TargetSide target = new TargetSide(
                "W",
                state,
                Map.of(ORDERS, Outcome.known(OffsetMap.PRESERVED)),
                List.of(),
                List.of(),
                Map.of("orders", targetTopicId),
                new LogRanges(Map.of(ORDERS, new LogRange(0, targetEnd)), Map.of()));
        SourceSide source = new SourceSide(
                "E",
                NOW,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("orders", "source-id"),
                Map.of(ORDERS, new LogRange(0, 600)),
                List.of());
        return new EvidenceFinder(new Gathered(FlowConfig.everything("east", "west"), source, null, target));
    }
}
