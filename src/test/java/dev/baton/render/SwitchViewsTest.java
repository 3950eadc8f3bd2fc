package dev.baton.render;

import dev.baton.drill.DrillReport;
import dev.baton.drill.JUnitReport;
import dev.baton.switchover.Mode;
import dev.baton.switchover.SwitchList;
import dev.baton.switchover.SwitchReport;
import dev.baton.switchover.SwitchReport.GroupReport;
import dev.baton.switchover.SwitchReport.PartitionReport;
import dev.baton.switchover.SwitchReport.Result;
import dev.baton.switchover.SwitchReport.Rpo;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import dev.baton.switchover.UndoReport;
import dev.baton.switchover.WatchReport;
import dev.baton.translate.Confidence;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchViewsTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void shouldShowWhatASwitchDid() {
        // Given
        SwitchReport report = new SwitchReport(
                "20261122T100000-0a1b",
                Mode.FAILOVER,
                true,
                List.of(
                        new GroupReport(
                                "billing",
                                Result.SWITCHED,
                                null,
                                List.of(
                                        new PartitionReport(
                                                "orders", 0, 100L, 120L, Confidence.EXACT, 0L, 5L, 0L, null),
                                        new PartitionReport(
                                                "orders", 1, null, 400L, Confidence.AT_MOST, 30L, 0L, 50L, "held"))),
                        new GroupReport(
                                "audit",
                                Result.SKIPPED,
                                "active on the target: app@/10.0.0.7",
                                List.of(new PartitionReport(
                                        "orders", 0, null, null, Confidence.UNKNOWN, null, null, null, null)))),
                List.of(
                        new StepReport("fence", StepResult.DONE, 12, "generation 3"),
                        new StepReport("await-mirrors", StepResult.SKIPPED, 0, "no Baton mirror")),
                new Rpo(50L, TIME, false),
                1234L);

        // Then
        Golden.check(new SwitchReportView(), "switch-report", "east", "west", report);
    }

    @Test
    void shouldSayThatADryRunChangedNothing() {
        // Given
        SwitchReport report = new SwitchReport(
                "20261122T100000-0a1b",
                Mode.PLANNED,
                false,
                List.of(new GroupReport("billing", Result.PLANNED, null, List.of())),
                List.of(),
                new Rpo(null, null, false),
                null);

        // Then
        Golden.check(new SwitchReportView(), "switch-report-dry", "east", "west", report);
    }

    @Test
    void shouldListSwitches() {
        // Given
        SwitchList list = new SwitchList(List.of(
                new SwitchList.Item(
                        "20261122T100000-0a1b",
                        "east",
                        "west",
                        Mode.FAILOVER,
                        "ops@bastion, process 7",
                        TIME,
                        TIME.plusSeconds(3),
                        SwitchList.State.CLOSED,
                        2,
                        1),
                new SwitchList.Item(
                        "20261122T110000-0a1c",
                        "east",
                        "west",
                        null,
                        "ops@bastion, process 9",
                        TIME,
                        TIME,
                        SwitchList.State.OPEN,
                        null,
                        null)));

        // Then
        Golden.check(new SwitchListView(), "switch-list", "east", "west", list);
    }

    @Test
    void shouldShowWhatAnUndoDid() {
        // Given
        UndoReport report = new UndoReport(
                "20261122T100000-0a1b",
                true,
                List.of(
                        new UndoReport.Group(
                                "audit",
                                UndoReport.Result.RESTORED,
                                null,
                                true,
                                List.of(new UndoReport.Partition("orders", 0, 40L, 40L, null))),
                        new UndoReport.Group(
                                "billing",
                                UndoReport.Result.REFUSED,
                                "consumers have moved on: orders-0 is committed at 77",
                                false,
                                List.of(new UndoReport.Partition("orders", 0, 40L, 77L, 30L)))),
                List.of("orders"),
                List.of(new StepReport("undo-offsets", StepResult.DONE, 12, "")));

        // Then
        Golden.check(new UndoReportView(), "undo-report", "east", "west", report);
    }

    @Test
    void shouldShowSplitBrainFirst() {
        // Given
        WatchReport report = new WatchReport(
                "20261122T100000-0a1b",
                TIME,
                true,
                List.of(new WatchReport.Writing("orders", 1, TIME.plusSeconds(4))),
                WatchReport.SeenBy.GROWTH,
                List.of(
                        new WatchReport.Group("audit", WatchReport.State.WAITS, 0, 0L, null),
                        new WatchReport.Group("billing", WatchReport.State.RUNS, 2, 900L, 3L)),
                List.of(new WatchReport.Uncovered("audit", "orders", 2)));

        // Then
        Golden.check(new WatchReportView(), "watch-report", "east", "west", report);
    }

    @Test
    void shouldShowWhatADrillMeasured() {
        // Given
        DrillReport report = DrillReports.failed(TIME);

        // Then
        Golden.check(new DrillReportView(), "drill-report", "east", "west", report);
        Golden.check("drill-report.xml", JUnitReport.of(report));
    }
}
