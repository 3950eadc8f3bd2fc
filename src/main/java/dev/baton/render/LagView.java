package dev.baton.render;

import dev.baton.inspect.LagReport;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

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
                        Block.Column.number("PART"),
                        Block.Column.number("SOURCE"),
                        Block.Column.number("STABLE"),
                        Block.Column.number("MIRRORED"),
                        Block.Column.number("BEHIND"),
                        Block.Column.number("SECONDS"),
                        Block.Column.number("TARGET")),
                report.items().stream().map(LagView::cells).toList());
        return report.sourceReachable() ? List.of(table) : List.of(table, lastSeen(report));
    }

    private static List<Object> cells(LagReport.Item item) {
        return Block.row(
                Names.of(item.topic(), item.targetTopic()),
                item.partition(),
                item.sourceEnd(),
                item.sourceStable(),
                item.mirroredTo(),
                item.recordsBehind(),
                item.secondsBehind(),
                item.targetEnd());
    }

    private static Block lastSeen(LagReport report) {
        String since = report.items().stream()
                .map(LagReport.Item::asOf)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(time -> " at " + time.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return Block.lines(
                "The source does not answer: its ends are as last seen" + since + ".",
                "What came later nobody can know.");
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
