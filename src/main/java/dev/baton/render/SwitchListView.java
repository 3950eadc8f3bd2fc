package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.switchover.SwitchList;
import dev.baton.switchover.SwitchList.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the list of switches is shown. */
public final class SwitchListView implements View<SwitchList> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("ID"),
            Column.text("FROM"),
            Column.text("TO"),
            Column.text("MODE"),
            Column.text("BY"),
            Column.text("OPENED"),
            Column.text("LAST"),
            Column.text("STATE"),
            Column.number("GROUPS"),
            Column.number("SWITCHED"));

    @Override
    public String kind() {
        return "SwitchList";
    }

    @Override
    public List<Block> blocks(SwitchList report) {
        return report.items().isEmpty()
                ? List.of(Block.lines("no switch to this cluster"))
                : List.of(new Block.Table(COLUMNS, rows(report)));
    }

    @Override
    public Csv csv(SwitchList report) {
        return new Csv(
                List.of("id", "from", "to", "mode", "by", "openedAt", "lastAt", "state", "groups", "switched"),
                rows(report));
    }

    private static List<List<@Nullable Object>> rows(SwitchList report) {
        return report.items().stream().map(SwitchListView::row).toList();
    }

    private static List<@Nullable Object> row(Item item) {
        return Block.row(
                item.id(),
                item.from(),
                item.to(),
                item.mode(),
                item.by(),
                item.openedAt(),
                item.lastAt(),
                item.state(),
                item.groups(),
                item.switched());
    }
}
