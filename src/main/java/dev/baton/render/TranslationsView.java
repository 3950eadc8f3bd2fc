package dev.baton.render;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import dev.baton.translate.Confidence;
import dev.baton.translate.Translations;
import dev.baton.translate.Translations.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How translations are shown.
 *
 * @param oneGroup whether the lines of CSV leave the group out, as kafka-consumer-groups wants it for a single one
 */
public record TranslationsView(boolean oneGroup) implements View<Translations> {
    private static final List<Column> COLUMNS = List.of(
            Column.text("GROUP"),
            Column.text("TOPIC"),
            Column.number("PART"),
            Column.number("COMMITTED"),
            Column.number("TARGET"),
            Column.text("CONFIDENCE"),
            Column.text("BY"),
            Column.number("REREAD"),
            Column.number("UNMIRRORED"));

    @Override
    public String kind() {
        return "Translations";
    }

    @Override
    public List<Block> blocks(Translations report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(
                COLUMNS, report.items().stream().map(TranslationsView::row).toList()));
        List<Object> notes = new ArrayList<>();
        for (Item item : report.items()) {
            if (item.reason() != null && item.confidence() != Confidence.UNKNOWN) {
                notes.add((item.group() == null ? "" : item.group() + " ") + item.topic() + "-" + item.partition()
                        + ": " + item.reason());
            }
        }
        if (!notes.isEmpty()) {
            blocks.add(new Block.Lines(notes));
        }
        Translations.Summary summary = report.summary();
        blocks.add(Block.lines(summary.exact() + " exact, " + summary.atMost() + " at most, " + summary.unknown()
                + " unknown; the source " + (report.sourceReachable() ? "answered" : "did not answer")));
        return blocks;
    }

    private static List<@Nullable Object> row(Item item) {
        return Block.row(
                item.group() == null ? "-" : item.group(),
                item.topic(),
                item.partition(),
                item.committed(),
                item.target(),
                new Toned(item.confidence(), tone(item.confidence())),
                item.method() == null ? "-" : item.method(),
                item.rereadAtMost(),
                item.unmirrored());
    }

    private static Tone tone(Confidence confidence) {
        return switch (confidence) {
            case EXACT -> Tone.GOOD;
            case AT_MOST -> Tone.WARN;
            case UNKNOWN -> Tone.BAD;
        };
    }

    @Override
    public Csv csv(Translations report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Item item : report.items()) {
            Long target = item.target();
            if (target != null) {
                rows.add(
                        oneGroup
                                ? Block.row(item.targetTopic(), item.partition(), target)
                                : Block.row(item.group(), item.targetTopic(), item.partition(), target));
            }
        }
        return new Csv(List.of(), rows);
    }
}
