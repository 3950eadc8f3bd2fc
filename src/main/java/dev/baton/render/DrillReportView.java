package dev.baton.render;

import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Result;
import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a rehearsal is shown. */
public final class DrillReportView implements View<DrillReport> {
    private static final List<Column> GROUPS = List.of(
            Column.text("GROUP"),
            Column.text("RESULT"),
            Column.number("PARTITIONS"),
            Column.number("COMPARED"),
            Column.number("SKIPPED"),
            Column.number("REREAD"),
            Column.number("AT-MOST"),
            Column.number("UNMIRRORED"),
            Column.number("MILLIS"));

    @Override
    public String kind() {
        return "DrillReport";
    }

    @Override
    public List<Block> blocks(DrillReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Lines(List.of(
                "drill " + report.id() + ", at " + report.begunAt(),
                new Toned(report.passed() ? "passed" : "failed", report.passed() ? Tone.GOOD : Tone.BAD))));
        blocks.add(new Block.Table(
                GROUPS, report.groups().stream().map(DrillReportView::row).toList()));
        List<Object> notes = new ArrayList<>();
        for (Group group : report.groups()) {
            if (group.reason() != null) {
                notes.add(new Toned(group.group() + ": " + group.reason(), Tone.WARN));
            }
        }
        for (Limit limit : report.limits()) {
            notes.add(new Toned(
                    limit.name() + ": " + (limit.measured() == null ? "unknown" : limit.measured()) + ", allowed "
                            + limit.allowed() + " " + limit.unit().name().toLowerCase(Locale.ROOT),
                    limit.kept() ? Tone.GOOD : Tone.BAD));
        }
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        blocks.add(new Block.Table(
                List.of(Column.text("STEP"), Column.number("AT"), Column.number("MILLIS"), Column.text("IN-RTO")),
                report.steps().stream()
                        .map(step ->
                                Block.row(step.step(), step.atMillis(), step.millis(), step.inRto() ? "yes" : "no"))
                        .toList()));
        blocks.add(Block.lines("RTO " + report.rtoMillis() + " ms, RPO "
                + (report.rpoRecords() == null ? "unknown" : report.rpoRecords() + " records") + ", "
                + (report.rpoSeconds() == null ? "unknown" : report.rpoSeconds() + " s")));
        return blocks;
    }

    private static List<@Nullable Object> row(Group group) {
        Tone tone = group.result() == Result.PASSED ? Tone.GOOD : Tone.BAD;
        return Block.row(
                group.group(),
                new Toned(group.result(), tone),
                group.partitions(),
                group.compared(),
                group.skipped(),
                group.reread(),
                group.rereadAtMost(),
                group.unmirrored(),
                group.millis());
    }

    @Override
    public Csv csv(DrillReport report) {
        return new Csv(
                List.of(
                        "group",
                        "result",
                        "partitions",
                        "compared",
                        "skipped",
                        "reread",
                        "rereadAtMost",
                        "unmirrored",
                        "millis"),
                report.groups().stream()
                        .map(g -> Block.row(
                                g.group(),
                                g.result(),
                                g.partitions(),
                                g.compared(),
                                g.skipped(),
                                g.reread(),
                                g.rereadAtMost(),
                                g.unmirrored(),
                                g.millis()))
                        .toList());
    }
}
