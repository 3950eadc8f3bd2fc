package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import dev.baton.salvage.SalvageReport;
import dev.baton.salvage.SalvageReport.Action;
import dev.baton.salvage.SalvageReport.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How records that only the source holds are shown. */
public final class SalvageReportView implements View<SalvageReport> {
    @Override
    public String kind() {
        return "SalvageReport";
    }

    @Override
    public List<Block> blocks(SalvageReport report) {
        List<Block> blocks = new ArrayList<>();
        if (report.items().isEmpty()) {
            return List.of(Block.lines("nothing was switched that could have been left behind"));
        }
        boolean injects = report.action() == Action.INJECT;
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("TOPIC"),
                Column.number("PART"),
                Column.number("FROM"),
                Column.number("TO"),
                Column.number("RECORDS"),
                Column.number("BYTES")));
        columns.addAll(
                injects
                        ? List.of(Column.number("BEFORE"), Column.number("INJECTED"), Column.text("RESULT"))
                        : List.of(Column.text("FIRST"), Column.text("LAST")));
        blocks.add(new Block.Table(
                columns, report.items().stream().map(item -> row(item, injects)).toList()));
        blocks.add(Block.lines(summary(report)));
        List<Object> notes = notes(report);
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        return blocks;
    }

    private static List<@Nullable Object> row(Item item, boolean injects) {
        List<@Nullable Object> cells = new ArrayList<>(Block.row(
                Names.of(item.topic(), item.targetTopic()),
                item.partition(),
                item.from(),
                item.to(),
                item.records(),
                item.bytes()));
        boolean none = Objects.equals(item.records(), 0L);
        cells.addAll(
                injects
                        ? Block.row(
                                item.injectedBefore(), item.injected() == null ? "-" : item.injected(), item.result())
                        : Block.row(none ? "-" : item.firstTime(), none ? "-" : item.lastTime()));
        return cells;
    }

    private static String summary(SalvageReport report) {
        String only = report.records() + " records are only on the source";
        if (report.action() != Action.INJECT) {
            return only;
        }
        long before = sum(report, Item::injectedBefore);
        return report.executed()
                ? only + "; " + sum(report, Item::injected) + " written on the target now, " + before + " before"
                : only + "; " + before + " of them are written on the target";
    }

    private static long sum(SalvageReport report, Function<Item, @Nullable Long> count) {
        return report.items().stream()
                .map(count)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<Object> notes(SalvageReport report) {
        List<Object> notes = new ArrayList<>();
        for (Item item : report.items()) {
            String name = item.topic() + "-" + item.partition();
            if (item.reason() != null) {
                notes.add(new Toned(
                        name + " " + DocumentWriter.Words.of(item.result()) + ": " + item.reason(), Tone.BAD));
            }
            Long undecided = item.undecided();
            if (undecided != null && undecided > 0) {
                notes.add(new Toned(
                        name + ": " + undecided + " offsets lie behind a transaction that is still open: run it again"
                                + " when that has ended",
                        Tone.WARN));
            }
            Long superseded = item.superseded();
            if (superseded != null && superseded > 0) {
                notes.add(name + ": " + superseded + " left out, since their keys were written on the target since");
            }
        }
        return notes;
    }

    @Override
    public Csv csv(SalvageReport report) {
        return new Csv(
                List.of(
                        "topic",
                        "partition",
                        "targetTopic",
                        "switchId",
                        "failoverPoint",
                        "from",
                        "to",
                        "records",
                        "bytes",
                        "firstTime",
                        "lastTime",
                        "removed",
                        "undecided",
                        "injectedBefore",
                        "injected",
                        "superseded",
                        "result",
                        "reason"),
                report.items().stream().map(SalvageReportView::csvRow).toList());
    }

    private static List<@Nullable Object> csvRow(Item item) {
        return Block.row(
                item.topic(),
                item.partition(),
                item.targetTopic(),
                item.switchId(),
                item.failoverPoint(),
                item.from(),
                item.to(),
                item.records(),
                item.bytes(),
                item.firstTime(),
                item.lastTime(),
                item.removed(),
                item.undecided(),
                item.injectedBefore(),
                item.injected(),
                item.superseded(),
                item.result(),
                item.reason());
    }
}
