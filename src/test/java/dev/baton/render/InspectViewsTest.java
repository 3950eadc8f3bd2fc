package dev.baton.render;

import dev.baton.inspect.CheckpointsReport;
import dev.baton.inspect.GroupKind;
import dev.baton.inspect.GroupsReport;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.inspect.HeartbeatsReport;
import dev.baton.inspect.LagReport;
import dev.baton.inspect.OffsetsReport;
import dev.baton.inspect.ReadinessReport;
import dev.baton.inspect.StatusReport;
import dev.baton.inspect.StatusReport.Fault;
import dev.baton.inspect.StatusReport.GroupCover;
import dev.baton.inspect.StatusReport.MirrorProcess;
import dev.baton.inspect.StatusReport.Mirroring;
import dev.baton.inspect.StatusReport.Progress;
import dev.baton.inspect.StatusReport.Side;
import dev.baton.inspect.StatusReport.Switched;
import dev.baton.inspect.StatusReport.Verdict;
import dev.baton.inspect.SyncsReport;
import dev.baton.state.Mark;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectViewsTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private static final Side EAST = new Side("east", true, "A", null);
    private static final Side WEST = new Side("west", true, "B", null);
    private static final Side GONE = new Side("east", false, null, "cluster east (east-1:9092) could not answer");
    private static final MirrorProcess PROCESS = new MirrorProcess("host-1-ab", "host", true, TIME, 32, true);

    @Test
    void shouldShowAFlowThatIsWell() {
        // Given
        StatusReport report = new StatusReport(
                EAST,
                WEST,
                Verdict.MIRRORING,
                new Mirroring(true, TIME, List.of(PROCESS)),
                new Progress(7, 6, 1, 0, 12L, 1L, TIME),
                new GroupCover(3, List.of(), TIME),
                List.of(),
                null,
                List.of());
        // Then
        Golden.check(new StatusView(), "status", "east", "west", report);
    }

    @Test
    void shouldShowWhatTheTargetKnowsWhenTheSourceIsGone() {
        // Given
        StatusReport report = new StatusReport(
                GONE,
                WEST,
                Verdict.SOURCE_UNREACHABLE,
                new Mirroring(true, TIME, List.of(PROCESS)),
                new Progress(7, 6, 1, 1, 12L, null, TIME),
                new GroupCover(3, null, TIME),
                List.of(new Fault("orders", 3, "the source removed 12..40 before they were mirrored")),
                new Switched(1, "s-1", false, List.of("billing"), false, List.of(), TIME),
                List.of("orders-3 stopped: the source removed 12..40 before they were mirrored"));
        // Then
        Golden.check(new StatusView(), "status-source-gone", "east", "west", report);
    }

    @Test
    void shouldShowNoNumberWhenTheTargetIsGone() {
        // Given
        StatusReport report = new StatusReport(
                EAST,
                new Side("west", false, null, "cluster west (west-1:9092) could not answer"),
                Verdict.UNKNOWN,
                new Mirroring(null, null, List.of()),
                new Progress(null, null, null, null, null, null, null),
                new GroupCover(null, null, null),
                List.of(),
                null,
                List.of("the target does not answer, and it alone knows how far the flow is"));
        // Then
        Golden.check(new StatusView(), "status-target-gone", "east", "west", report);
    }

    @Test
    void shouldShowLagWithUnknownsWhenTheSourceIsGone() {
        // Given
        LagReport report = new LagReport(
                false,
                List.of(
                        new LagReport.Item("orders", 0, 120L, 118L, 100L, 20L, null, "orders", 100L, TIME, null),
                        new LagReport.Item("orders", 1, 50L, 50L, 50L, 0L, 0L, "east.orders", 50L, TIME, null),
                        new LagReport.Item(
                                "pay", 0, null, null, 7L, null, null, "pay", null, null, "never seen on the source")));
        // Then
        Golden.check(new LagView(), "lag", "east", "west", report);
    }

    @Test
    void shouldShowCheckpointsWithTheNumberOfSkippedRecords() {
        // Given
        CheckpointsReport report = new CheckpointsReport(
                List.of(new CheckpointsReport.Topic("east.checkpoints.internal", "east", 1, 2, null)),
                List.of(new CheckpointsReport.Item("billing", "east.orders", 0, 1_000, 980, "note", TIME, "east")));
        // Then
        Golden.check(new CheckpointsView(), "checkpoints", "east", "west", report);
        Golden.check(
                new CheckpointsView(), "checkpoints-none", "east", "west", new CheckpointsReport(List.of(), List.of()));
    }

    @Test
    void shouldShowSyncsAndHeartbeats() {
        Golden.check(
                new SyncsView(),
                "syncs",
                "east",
                "west",
                new SyncsReport(
                        true,
                        List.of(new SyncsReport.Topic("mm2-offset-syncs.west.internal", "east", "west", 1, 2, null)),
                        List.of(new SyncsReport.Item("orders", 0, 1_000, 980, TIME, "east"))));
        Golden.check(
                new HeartbeatsView(),
                "heartbeats",
                "east",
                "west",
                new HeartbeatsReport(
                        List.of(new HeartbeatsReport.Topic("east.heartbeats", 1)),
                        List.of(new HeartbeatsReport.Item("east", "west", "east.heartbeats", TIME, 3))));
    }

    @Test
    void shouldShowGroupsOfEveryKind() {
        // Given
        GroupsReport report = new GroupsReport(
                true,
                List.of(
                        new GroupsReport.Item(
                                "billing",
                                GroupKind.CLASSIC,
                                "Stable",
                                2,
                                "Empty",
                                0,
                                3,
                                3,
                                0,
                                0,
                                0L,
                                Outlook.READY,
                                null),
                        new GroupsReport.Item(
                                "queue",
                                GroupKind.SHARE,
                                "Empty",
                                null,
                                null,
                                null,
                                0,
                                0,
                                0,
                                0,
                                null,
                                Outlook.NOT_CARRIED,
                                "a share group has no committed offsets")));
        // Then
        Golden.check(new GroupsView(), "groups", "east", "west", report);
    }

    @Test
    void shouldShowWhatStandsAgainstAFailover() {
        // Given
        ReadinessReport report = new ReadinessReport(
                false,
                List.of("mirror", "lag"),
                List.of("rights: one of the clusters has no authorizer"),
                List.of(new ReadinessReport.Finding(
                        ReadinessReport.Severity.BLOCKER,
                        "mirror",
                        "no mirror process runs",
                        "what is written from now on is lost with the source",
                        "start baton mirror")));
        // Then
        Golden.check(new ReadinessView(), "readiness", "east", "west", report);
    }

    @Test
    void shouldShowHowOffsetsRelate() {
        // Given
        OffsetsReport report = new OffsetsReport(List.of(
                item("orders", Mark.Mode.PRESERVED, true, List.of(), null),
                item(
                        "stock",
                        Mark.Mode.MAPPED,
                        true,
                        List.of(new OffsetsReport.Run(0, 0), new OffsetsReport.Run(20, 12)),
                        null),
                item(
                        "users",
                        Mark.Mode.MAPPED,
                        false,
                        List.of(),
                        "the offset map of users-0 was lost, or the end of it")));
        // Then
        Golden.check(new OffsetsView(), "offsets", "east", "west", report);
    }

    private static List<OffsetsReport.Lost> lost(String topic) {
        return topic.equals("stock") ? List.of(new OffsetsReport.Lost(12, 20, 12, TIME)) : List.of();
    }

    private static OffsetsReport.Item item(
            String topic, Mark.Mode mode, boolean exact, List<OffsetsReport.Run> runs, String reason) {
        return new OffsetsReport.Item(
                topic,
                0,
                topic,
                mode,
                exact,
                runs,
                lost(topic),
                0,
                40,
                32,
                32L,
                exact ? 5L : null,
                topic.equals("stock") ? 8L : null,
                topic.equals("users") ? 30L : null,
                TIME,
                reason);
    }
}
