package dev.baton.render;

import dev.baton.inspect.OffsetsReport;
import dev.baton.offsets.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                        Block.Column.number("PARTITION"),
                        Block.Column.text("TARGET-TOPIC"),
                        Block.Column.text("MODE"),
                        Block.Column.text("OFFSETS"),
                        Block.Column.number("RUNS"),
                        Block.Column.number("ALIGNED-START"),
                        Block.Column.number("MIRRORED-TO"),
                        Block.Column.number("TARGET-OFFSET"),
                        Block.Column.number("TARGET-END")),
                report.items().stream().map(OffsetsView::row).toList());
        List<Object> reasons = new ArrayList<>();
        report.items().forEach(item -> {
            if (item.reason() != null) {
                reasons.add(new Block.Toned(item.reason(), Block.Tone.BAD));
            }
        });
        return reasons.isEmpty() ? List.of(table) : List.of(table, new Block.Lines(reasons));
    }

    private static List<@Nullable Object> row(OffsetsReport.Item item) {
        return Block.row(
                item.topic(),
                item.partition(),
                item.targetTopic(),
                item.mode(),
                relation(item),
                item.exact() ? (Object) item.runs().size() : null,
                item.alignedStart(),
                item.mirroredTo(),
                item.targetOffset(),
                item.targetEnd());
    }

    private static @Nullable Object relation(OffsetsReport.Item item) {
        if (!item.exact()) {
            return null;
        }
        if (item.same()) {
            return "same";
        }
        Run last = item.runs().get(item.runs().size() - 1);
        return String.format("%+d at the end", last.target() - last.source());
    }

    /** Runs as pairs of source and target offset. */
    @Override
    public Object document(OffsetsReport report) {
        return Map.of("items", report.items().stream().map(OffsetsView::fields).toList());
    }

    private static Map<String, @Nullable Object> fields(OffsetsReport.Item item) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("topic", item.topic());
        fields.put("partition", item.partition());
        fields.put("targetTopic", item.targetTopic());
        fields.put("mode", item.mode());
        fields.put("exact", item.exact());
        fields.put("runs", item.runs().stream().map(OffsetsView::fields).toList());
        fields.put("alignedStart", item.alignedStart());
        fields.put("mirroredTo", item.mirroredTo());
        fields.put("targetOffset", item.targetOffset());
        fields.put("targetEnd", item.targetEnd());
        fields.put("asOf", item.asOf());
        fields.put("reason", item.reason());
        return fields;
    }

    private static Map<String, Long> fields(Run run) {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("source", run.source());
        fields.put("target", run.target());
        return fields;
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
                        "targetEnd"),
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
                                item.targetEnd()))
                        .toList());
    }
}
