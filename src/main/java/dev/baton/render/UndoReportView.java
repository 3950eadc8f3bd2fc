package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import dev.baton.switchover.UndoReport;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the taking back of a switch is shown. */
public final class UndoReportView implements View<UndoReport> {
    private static final List<Column> PARTITIONS = List.of(
            Column.text("GROUP"),
            Column.text("RESULT"),
            Column.text("TOPIC"),
            Column.number("PART"),
            Column.number("SWITCHED-TO"),
            Column.number("FOUND"),
            Column.number("BEFORE"));

    @Override
    public String kind() {
        return "UndoReport";
    }

    @Override
    public List<Block> blocks(UndoReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.lines(
                "undo of switch " + report.id() + (report.executed() ? "" : ", dry run: nothing was changed")));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.groups().forEach(group -> group.partitions().forEach(p -> rows.add(row(group, p, "-"))));
        if (!rows.isEmpty()) {
            blocks.add(new Block.Table(PARTITIONS, rows));
        }
        List<Object> notes = new ArrayList<>();
        for (Group group : report.groups()) {
            if (group.reason() != null) {
                notes.add(new Toned(
                        group.group() + " " + DocumentWriter.Words.of(group.result()) + ": " + group.reason(),
                        Tone.BAD));
            }
            if (group.deleted()) {
                notes.add(group.group() + ": the switch made this group; it is deleted");
            }
        }
        report.topicsLeft()
                .forEach(topic -> notes.add(new Toned(
                        "topic " + topic + " stays switched: applications have written to its copy", Tone.WARN)));
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        return blocks;
    }

    private static List<@Nullable Object> row(Group group, Partition partition, @Nullable String nothing) {
        Long applied = partition.applied();
        Long found = partition.found();
        Long before = partition.before();
        return Block.row(
                group.group(),
                group.result(),
                partition.topic(),
                partition.partition(),
                applied == null ? nothing : applied,
                found == null ? nothing : found,
                before == null ? nothing : before);
    }

    @Override
    public Csv csv(UndoReport report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.groups().forEach(group -> group.partitions().forEach(p -> rows.add(row(group, p, null))));
        return new Csv(List.of("group", "result", "topic", "partition", "applied", "found", "before"), rows);
    }
}
