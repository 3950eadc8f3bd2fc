package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import dev.baton.switchover.SwitchReport;
import dev.baton.switchover.SwitchReport.GroupReport;
import dev.baton.switchover.SwitchReport.PartitionReport;
import dev.baton.switchover.SwitchReport.Rpo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a switch is shown, before and after. */
public final class SwitchReportView implements View<SwitchReport> {
    private static final List<Column> PARTITIONS = List.of(
            Column.text("GROUP"),
            Column.text("RESULT"),
            Column.text("TOPIC"),
            Column.number("PART"),
            Column.number("PREVIOUS"),
            Column.number("NEW"),
            Column.text("CONFIDENCE"),
            Column.number("REREAD"),
            Column.number("UNMIRRORED"));
    private static final List<Column> STEPS =
            List.of(Column.text("STEP"), Column.text("RESULT"), Column.number("MILLIS"), Column.text("DETAIL"));

    @Override
    public String kind() {
        return "SwitchReport";
    }

    @Override
    public List<Block> blocks(SwitchReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.lines("switch " + report.id() + ", " + DocumentWriter.Words.of(report.mode())
                + (report.executed() ? "" : ", dry run: nothing was changed")));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.groups().forEach(group -> group.partitions().forEach(p -> rows.add(row(group, p))));
        if (!rows.isEmpty()) {
            blocks.add(new Block.Table(PARTITIONS, rows));
        }
        List<Object> notes = notes(report);
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        if (!report.steps().isEmpty()) {
            blocks.add(new Block.Table(
                    STEPS,
                    report.steps().stream()
                            .map(s -> Block.row(s.step(), s.result(), s.millis(), s.detail()))
                            .toList()));
        }
        blocks.add(new Block.Lines(summary(report)));
        return blocks;
    }

    private static List<@Nullable Object> row(GroupReport group, PartitionReport partition) {
        Long previous = partition.previous();
        Long applied = partition.applied();
        return Block.row(
                group.group(),
                new Toned(group.result(), tone(group)),
                partition.topic(),
                partition.partition(),
                previous == null ? "-" : previous,
                applied == null ? "-" : applied,
                partition.confidence(),
                partition.rereadAtMost(),
                partition.unmirrored());
    }

    private static Tone tone(GroupReport group) {
        return switch (group.result()) {
            case PLANNED, SWITCHED, UNCHANGED -> Tone.GOOD;
            case SKIPPED, UNDONE -> Tone.WARN;
            case FAILED -> Tone.BAD;
        };
    }

    private static List<Object> notes(SwitchReport report) {
        List<Object> notes = new ArrayList<>();
        for (GroupReport group : report.groups()) {
            if (group.reason() != null) {
                String result = DocumentWriter.Words.of(group.result());
                notes.add(new Toned(group.group() + " " + result + ": " + group.reason(), tone(group)));
            }
            for (PartitionReport partition : group.partitions()) {
                if (partition.reason() != null) {
                    notes.add(group.group() + " " + partition.topic() + "-" + partition.partition() + ": "
                            + partition.reason());
                }
            }
        }
        return notes;
    }

    private static List<Object> summary(SwitchReport report) {
        List<Object> lines = new ArrayList<>();
        Rpo rpo = report.rpo();
        Long unmirrored = rpo.unmirroredAtLeast();
        lines.add("not mirrored: "
                + (unmirrored == null
                        ? "unknown"
                        : (rpo.exact() ? "" : "at least ") + unmirrored + " records, as of " + rpo.asOf()));
        if (report.rtoMillis() != null) {
            lines.add("switched after " + report.rtoMillis() + " ms");
        }
        return lines;
    }

    @Override
    public Csv csv(SwitchReport report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (GroupReport group : report.groups()) {
            for (PartitionReport p : group.partitions()) {
                rows.add(Block.row(
                        group.group(),
                        group.result(),
                        p.topic(),
                        p.partition(),
                        p.previous(),
                        p.applied(),
                        p.confidence(),
                        p.rereadAtMost(),
                        p.unmirrored()));
            }
        }
        return new Csv(
                List.of(
                        "group",
                        "result",
                        "topic",
                        "partition",
                        "previous",
                        "applied",
                        "confidence",
                        "rereadAtMost",
                        "unmirrored"),
                rows);
    }
}
