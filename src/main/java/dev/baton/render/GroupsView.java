package dev.baton.render;

import dev.baton.inspect.GroupsReport;
import dev.baton.inspect.GroupsReport.Item;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.List;

/** Shows groups, and what a switch now would do with them. */
public final class GroupsView implements View<GroupsReport> {
    @Override
    public String kind() {
        return "Groups";
    }

    @Override
    public List<Block> blocks(GroupsReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(
                List.of(
                        Column.text("GROUP"),
                        Column.text("KIND"),
                        Column.text("SOURCE"),
                        Column.text("TARGET"),
                        Column.number("PARTS"),
                        Column.number("EXACT"),
                        Column.number("REREAD"),
                        Column.text("OUTLOOK")),
                report.items().stream().map(GroupsView::row).toList()));
        List<Object> notes = new ArrayList<>();
        report.items().stream()
                .filter(item -> item.reason() != null)
                .forEach(item -> notes.add(item.group() + ": " + item.reason()));
        if (!report.sourceReachable()) {
            notes.add("The source does not answer: these are the groups that the target knows of.");
        }
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        return blocks;
    }

    private static List<Object> row(Item item) {
        return Block.row(
                item.group(),
                item.groupKind(),
                item.sourceState(),
                item.targetState() == null ? "-" : item.targetState(),
                item.partitions(),
                item.exact(),
                item.rereadAtMost(),
                new Toned(item.outlook(), tone(item.outlook())));
    }

    private static Tone tone(Outlook outlook) {
        return switch (outlook) {
            case READY -> Tone.GOOD;
            case NOTHING, EXCLUDED, NOT_CARRIED -> Tone.DIM;
            case ACTIVE_ON_TARGET, UNKNOWN -> Tone.BAD;
        };
    }

    @Override
    public Csv csv(GroupsReport report) {
        return new Csv(
                List.of(
                        "group",
                        "groupKind",
                        "sourceState",
                        "targetState",
                        "partitions",
                        "exact",
                        "atMost",
                        "unknown",
                        "rereadAtMost",
                        "outlook"),
                report.items().stream()
                        .map(item -> Block.row(
                                item.group(),
                                item.groupKind(),
                                item.sourceState(),
                                item.targetState(),
                                item.partitions(),
                                item.exact(),
                                item.atMost(),
                                item.unknown(),
                                item.rereadAtMost(),
                                item.outlook()))
                        .toList());
    }
}
