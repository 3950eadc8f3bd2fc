package dev.baton.inspect;

import static dev.baton.inspect.Findings.assertFinding;
import static dev.baton.inspect.ReadinessFixture.GONE;
import static dev.baton.inspect.ReadinessFixture.NOW;
import static dev.baton.inspect.ReadinessFixture.ORDERS;
import static dev.baton.inspect.ReadinessFixture.check;
import static dev.baton.inspect.ReadinessFixture.ready;
import static dev.baton.inspect.ReadinessFixture.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.Copied;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.FlowState;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each check of a MirrorMaker 2 finds what it looks for, and nothing where all is well. */
class MirrorMakerChecksTest {
    private final GroupCheckpoint caughtUp = checkpoint(8, 8, NOW.minusSeconds(600));

    @Test
    void shouldFindNothingWhenAllIsWell() {
        assertThat(mirrorMaker(NOW.minusSeconds(2), 8, 8, caughtUp)).isEmpty();
    }

    @Test
    void shouldBlockWhenHeartbeatsHaveStoppedThoughTheSourceLives() {
        assertFinding(
                mirrorMaker(NOW.minusSeconds(120), 8, 8, caughtUp),
                Severity.BLOCKER,
                "mirrormaker2",
                "copied no heartbeat since");
    }

    @Test
    void shouldOnlyNoteThatHeartbeatsHaveStoppedWhenTheSourceIsGone() {
        assertThat(mirrorMaker(GONE, NOW.minusSeconds(120), Set.of("mm2-offset-syncs.other.internal"), 8, caughtUp))
                .filteredOn(f -> f.check().equals("mirrormaker2"))
                .extracting(Finding::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void shouldNoteThatNobodyCanTellWithoutHeartbeats() {
        assertFinding(mirrorMaker(null, 8, 8, caughtUp), Severity.NOTE, "mirrormaker2", "copied no heartbeats here");
    }

    @Test
    @Trap("36")
    void shouldNoteRecordsThatAreNoCheckpoints() {
        ForeignMirror foreign = new ForeignMirror(
                List.of(CheckpointLog.of("east.checkpoints.internal", "east", List.of(caughtUp), 5)),
                NOW,
                Map.of(ORDERS, new Copied(8, NOW)));
        TargetView target = new TargetView(
                "B",
                Set.of("mm2-offset-syncs.east.internal"),
                FlowState.none("east"),
                Map.of(ORDERS, Outcome.known(8L)),
                foreign);

        assertFinding(
                check(source(8, "billing"), target, ready("billing"), 0),
                Severity.NOTE,
                "mirrormaker2",
                "east.checkpoints.internal holds 5 records that are no checkpoints");
    }

    @Test
    void shouldWarnWhenTheSyncsAreLostWithTheSource() {
        assertFinding(
                mirrorMaker(source(8, "billing"), NOW, Set.of("mm2-offset-syncs.other.internal"), 8, caughtUp),
                Severity.WARNING,
                "mirrormaker2",
                "keeps its offset syncs on the source");
    }

    @Test
    void shouldNameGroupsWithoutACheckpoint() {
        assertFinding(
                mirrorMaker(source(8, "billing", "slow"), NOW, Set.of("mm2-offset-syncs.east.internal"), 8, caughtUp),
                Severity.WARNING,
                "mirrormaker2",
                "no checkpoint for groups that have commits: slow");
    }

    @Test
    @Trap({"17", "20"})
    void shouldBlockWhenACheckpointLiesPastTheTargetsLog() {
        assertFinding(
                mirrorMaker(NOW, 8, 4, checkpoint(8, 8, NOW)),
                Severity.BLOCKER,
                "mirrormaker2",
                "1 checkpoints lie past the target's log, as of group billing at orders-0: 8 to 8");
    }

    @Test
    @Trap("19")
    void shouldWarnWhenACheckpointLiesPastTheSourcesLog() {
        assertFinding(
                mirrorMaker(NOW, 8, 12, checkpoint(11, 11, NOW)),
                Severity.WARNING,
                "mirrormaker2",
                "past the source's log");
    }

    @Test
    void shouldWarnWhenAQuietTopicsEndIsNeverReached() {
        assertFinding(
                mirrorMaker(NOW, 8, 8, checkpoint(8, 5, NOW.minusSeconds(600))),
                Severity.WARNING,
                "mirrormaker2",
                "1 groups have read all of the source");
        assertThat(mirrorMaker(NOW, 8, 8, checkpoint(8, 5, NOW.minusSeconds(20))))
                .as("the last sync may be under way")
                .isEmpty();
    }

    @Test
    void shouldWarnWhenTheSyncsMayBeThoseOfTheFlowBack() {
        FlowConfig all = FlowConfig.everything("east", "west");
        FlowConfig prefixed = new FlowConfig(
                "east", "west", all.topics(), all.groups(), TopicNaming.prefixed("east", "."), OffsetsMode.AUTO, (short)
                        -1);
        TargetView target = new TargetView(
                "B",
                Set.of("orders", "east.orders", "mm2-offset-syncs.east.internal"),
                FlowState.none("east"),
                Map.of(),
                new ForeignMirror(List.of(), NOW, Map.of()));

        assertFinding(
                check(prefixed, source(8, "billing"), target, ready("billing"), 0),
                Severity.WARNING,
                "mirrormaker2",
                "nobody said where MirrorMaker 2 keeps its offset syncs");
    }

    @Test
    @Trap("i")
    void shouldWarnWhenItsClockIsAhead() {
        assertFinding(mirrorMaker(NOW.plusSeconds(20), 8, 8, caughtUp), Severity.WARNING, "clocks", "20 s ahead");
    }

    private List<Finding> mirrorMaker(
            @Nullable Instant heartbeat, long sourceEnd, long targetEnd, GroupCheckpoint checkpoint) {
        return mirrorMaker(
                source(sourceEnd, "billing"),
                heartbeat,
                Set.of("mm2-offset-syncs.east.internal"),
                targetEnd,
                checkpoint);
    }

    private List<Finding> mirrorMaker(
            Outcome<SourceView> source,
            @Nullable Instant heartbeat,
            Set<String> topics,
            long targetEnd,
            GroupCheckpoint checkpoint) {
        ForeignMirror foreign = new ForeignMirror(
                List.of(CheckpointLog.of("east.checkpoints.internal", "east", List.of(checkpoint), 0)),
                heartbeat,
                Map.of(ORDERS, new Copied(8, NOW)));
        TargetView target =
                new TargetView("B", topics, FlowState.none("east"), Map.of(ORDERS, Outcome.known(targetEnd)), foreign);
        return check(source, target, ready("billing"), 0);
    }

    private GroupCheckpoint checkpoint(long upstream, long downstream, Instant written) {
        return new GroupCheckpoint("east", "billing", ORDERS, upstream, downstream, "", written);
    }
}
