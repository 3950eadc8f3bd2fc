package dev.baton.render;

import dev.baton.inspect.LagReport;
import java.util.List;

/** Shows how far partitions are mirrored. */
public final class LagView implements View<LagReport> {
    @Override
    public String kind() {
        return "Lag";
    }

    @Override
    public List<Block> blocks(LagReport report) {
        if (report.items().isEmpty()) {
            return List.of(Block.lines(
                    report.sourceReachable()
                            ? "no partitions: the flow's filter matches no topic of the source"
                            : "nothing is known: the source does not answer, and no mirror of Baton's left marks"));
        }
        Block.Table table = new Block.Table(
                List.of(
                        Block.Column.text("TOPIC"),
                        Block.Column.number("PARTITION"),
                        Block.Column.number("SOURCE-END"),
                        Block.Column.number("SOURCE-STABLE"),
                        Block.Column.number("MIRRORED-TO"),
                        Block.Column.number("BEHIND"),
                        Block.Column.number("SECONDS"),
                        Block.Column.text("TARGET-TOPIC"),
                        Block.Column.number("TARGET-END"),
                        Block.Column.text("AS-OF")),
                report.items().stream().map(LagView::row).toList());
        if (report.sourceReachable()) {
            return List.of(table);
        }
        return List.of(
                table,
                Block.lines(
                        "The source does not answer: its ends are as last seen, and what came later nobody can know."));
    }

    private static List<Object> row(LagReport.Item item) {
        return Block.row(
                item.topic(),
                item.partition(),
                item.sourceEnd(),
                item.sourceStable(),
                item.mirroredTo(),
                item.recordsBehind(),
                item.secondsBehind(),
                item.targetTopic(),
                item.targetEnd(),
                item.asOf());
    }

    @Override
    public Csv csv(LagReport report) {
        return new Csv(
                List.of(
                        "topic",
                        "partition",
                        "sourceEnd",
                        "sourceStable",
                        "mirroredTo",
                        "recordsBehind",
                        "secondsBehind",
                        "targetTopic",
                        "targetEnd",
                        "asOf"),
                report.items().stream().map(LagView::row).toList());
    }
}
