package dev.baton.render;

import dev.baton.failback.FailbackReport;
import dev.baton.failback.FailbackReport.Group;
import dev.baton.failback.FailbackReport.Item;
import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the turning round of a flow is shown. */
public final class FailbackReportView implements View<FailbackReport> {
    private static final List<Column> PARTITIONS = List.of(
            Column.text("TOPIC"),
            Column.number("PART"),
            Column.number("FAILOVER"),
            Column.number("TAIL-FROM"),
            Column.number("TAIL-TO"),
            Column.number("RECORDS"),
            Column.number("SALVAGED"),
            Column.number("RUNS"),
            Column.text("RESULT"));
    private static final List<Column> GROUPS =
            List.of(Column.text("GROUP"), Column.number("OLD-COMMITS"), Column.text("RESULT"));

    @Override
    public String kind() {
        return "FailbackReport";
    }

    @Override
    public List<Block> blocks(FailbackReport report) {
        if (report.items().isEmpty()) {
            return List.of(Block.lines("nothing was switched that could come back"));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(
                PARTITIONS, report.items().stream().map(FailbackReportView::row).toList()));
        if (!report.groups().isEmpty()) {
            blocks.add(new Block.Table(
                    GROUPS,
                    report.groups().stream()
                            .map(g -> Block.row(g.group(), g.partitions(), g.result()))
                            .toList()));
        }
        List<Object> notes = notes(report);
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        return blocks;
    }

    private static List<@Nullable Object> row(Item item) {
        return Block.row(
                item.topic(),
                item.partition(),
                item.failoverPoint(),
                item.tailFrom(),
                item.tailTo(),
                item.tailRecords(),
                item.salvaged(),
                item.runs(),
                item.result());
    }

    private static List<Object> notes(FailbackReport report) {
        List<Object> notes = new ArrayList<>();
        long left = report.unsalvaged();
        if (left > 0) {
            String what =
                    left + " records are only on the old cluster, and on the way back no group past the failover point"
                            + " reads them: baton salvage inject, before failback, writes them on the new one";
            notes.add(new Toned(
                    report.rebuild() ? left + " records only on the old cluster are deleted" : what, Tone.WARN));
        }
        for (Item item : report.items()) {
            if (item.reason() != null) {
                notes.add(new Toned(item.topic() + "-" + item.partition() + ": " + item.reason(), Tone.BAD));
            }
        }
        for (Group group : report.groups()) {
            if (group.reason() != null) {
                notes.add(new Toned(group.group() + ": " + group.reason(), Tone.BAD));
            }
        }
        return notes;
    }

    @Override
    public Csv csv(FailbackReport report) {
        return new Csv(
                List.of(
                        "topic",
                        "partition",
                        "failoverPoint",
                        "tailFrom",
                        "tailTo",
                        "tailRecords",
                        "salvaged",
                        "runs",
                        "result"),
                report.items().stream().map(FailbackReportView::row).toList());
    }
}
