package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import dev.baton.switchover.WatchReport;
import dev.baton.switchover.WatchReport.Group;
import dev.baton.switchover.WatchReport.SeenBy;
import dev.baton.switchover.WatchReport.Uncovered;
import dev.baton.switchover.WatchReport.Writing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a look after a switch is shown: split brain first. */
public final class WatchReportView implements View<WatchReport> {
    private static final List<Column> GROUPS = List.of(
            Column.text("GROUP"),
            Column.text("STATE"),
            Column.number("MEMBERS"),
            Column.number("ADVANCED"),
            Column.number("BEHIND"));

    @Override
    public String kind() {
        return "WatchReport";
    }

    @Override
    public List<Block> blocks(WatchReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Lines(List.of(source(report))));
        blocks.add(Block.lines("switch " + report.id() + ", at " + report.at()));
        blocks.add(new Block.Table(
                GROUPS, report.groups().stream().map(WatchReportView::row).toList()));
        List<Object> notes = new ArrayList<>();
        for (Uncovered open : report.uncovered()) {
            notes.add(new Toned(
                    open.group() + " " + open.topic() + "-" + open.partition()
                            + ": no commit; the group's auto.offset.reset decides",
                    Tone.WARN));
        }
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        return blocks;
    }

    private static Toned source(WatchReport report) {
        List<Writing> writings = report.splitBrain();
        if (writings == null) {
            return new Toned("old source: does not answer", Tone.DIM);
        }
        if (writings.isEmpty()) {
            return quiet(report.splitBrainBy());
        }
        Writing first = writings.get(0);
        return new Toned(
                "SPLIT BRAIN: the old source was written to after the switch, on " + writings.size()
                        + " partitions, as " + first.topic() + "-" + first.partition()
                        + (first.newest() == null ? "" : ", newest record of " + first.newest()),
                Tone.BAD);
    }

    private static Toned quiet(@Nullable SeenBy by) {
        if (by == SeenBy.ENDS) {
            return new Toned("old source: answers; nobody has written to it since", Tone.GOOD);
        }
        return by == SeenBy.GROWTH
                ? new Toned(
                        "old source: answers; it has no record of a later time than the switch, and has not grown since the"
                                + " first look",
                        Tone.GOOD)
                : new Toned(
                        "old source: answers; it has no record of a later time than the switch; whether it grows, only a"
                                + " second look shows",
                        Tone.WARN);
    }

    private static List<@Nullable Object> row(Group group) {
        Tone tone = group.goesOn() ? Tone.GOOD : Tone.WARN;
        return Block.row(
                group.group(), new Toned(group.state(), tone), group.members(), group.advanced(), group.behind());
    }

    @Override
    public Csv csv(WatchReport report) {
        return new Csv(
                List.of("group", "state", "members", "advanced", "behind"),
                report.groups().stream()
                        .map(g -> Block.row(g.group(), g.state(), g.members(), g.advanced(), g.behind()))
                        .toList());
    }
}
