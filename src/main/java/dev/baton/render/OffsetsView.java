package dev.baton.render;

import dev.baton.inspect.OffsetsReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows how the target's offsets relate to the source's. */
public final class OffsetsView implements View<OffsetsReport> {
    @Override
    public String kind() {
        return "Offsets";
    }

    @Override
    public List<Block> blocks(OffsetsReport report) {
        if (report.items().isEmpty()) {
            return List.of(Block.lines("no partition of this flow was mirrored by Baton"));
        }
        Block.Table table = new Block.Table(
                List.of(
                        Block.Column.text("TOPIC"),
                        Block.Column.number("PART"),
                        Block.Column.text("MODE"),
                        Block.Column.text("OFFSETS"),
                        Block.Column.number("RUNS"),
                        Block.Column.number("FILLED"),
                        Block.Column.number("LOST"),
                        Block.Column.number("START"),
                        Block.Column.number("MIRRORED"),
                        Block.Column.number("TARGET-END")),
                report.items().stream().map(OffsetsView::row).toList());
        List<Object> reasons = new ArrayList<>();
        report.items().forEach(item -> {
            if (item.keptBelow() != null) {
                reasons.add(new Block.Toned(kept(item), Block.Tone.BAD));
            }
            if (item.deletesMissingBelow() != null) {
                reasons.add(new Block.Toned(missingDeletes(item), Block.Tone.BAD));
            }
            item.lost().forEach(range -> reasons.add(new Block.Toned(lost(item, range), Block.Tone.BAD)));
            if (item.reason() != null) {
                reasons.add(new Block.Toned(item.reason(), Block.Tone.BAD));
            }
        });
        return reasons.isEmpty() ? List.of(table) : List.of(table, new Block.Lines(reasons));
    }

    private static String kept(OffsetsReport.Item item) {
        return item.topic() + "-" + item.partition() + " has the source's offsets below " + item.keptBelow()
                + " only, and is mapped since: offsets kept outside of Kafka are not valid there past it";
    }

    private static String missingDeletes(OffsetsReport.Item item) {
        return item.topic() + "-" + item.partition() + ": deletes may be missing below source offset "
                + item.deletesMissingBelow() + ": it stood still for longer than the source keeps them";
    }

    private static String lost(OffsetsReport.Item item, OffsetsReport.Lost range) {
        return String.format(
                "%s-%d: source offsets %d to %d were deleted before they were mirrored (found %s); on the target they are"
                        + " missing at %d",
                item.topic(), item.partition(), range.from(), range.to() - 1, range.found(), range.target());
    }

    private static List<@Nullable Object> row(OffsetsReport.Item item) {
        return Block.row(
                Names.of(item.topic(), item.targetTopic()),
                item.partition(),
                item.mode(),
                relation(item),
                item.exact() ? (Object) item.runs().size() : null,
                item.filled(),
                item.exact() ? (Object) item.lostOffsets() : null,
                item.alignedStart(),
                item.mirroredTo(),
                item.targetEnd());
    }

    private static @Nullable Object relation(OffsetsReport.Item item) {
        if (!item.exact()) {
            return null;
        }
        if (item.same()) {
            return "same";
        }
        OffsetsReport.Run last = item.runs().get(item.runs().size() - 1);
        return String.format("%+d at the end", last.target() - last.source());
    }

    @Override
    public Csv csv(OffsetsReport report) {
        return new Csv(
                List.of(
                        "topic",
                        "partition",
                        "targetTopic",
                        "mode",
                        "exact",
                        "runs",
                        "alignedStart",
                        "mirroredTo",
                        "targetOffset",
                        "targetEnd",
                        "filled",
                        "lost"),
                report.items().stream()
                        .map(item -> Block.row(
                                item.topic(),
                                item.partition(),
                                item.targetTopic(),
                                item.mode(),
                                item.exact(),
                                item.runs().size(),
                                item.alignedStart(),
                                item.mirroredTo(),
                                item.targetOffset(),
                                item.targetEnd(),
                                item.filled(),
                                item.exact() ? (Object) item.lostOffsets() : null))
                        .toList());
    }
}
