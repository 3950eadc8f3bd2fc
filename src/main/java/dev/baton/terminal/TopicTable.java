package dev.baton.terminal;

import dev.baton.mirror.MirrorView.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The topics, one a line: as many columns as fit beside a name that can still be read. */
final class TopicTable {
    private static final int NAME_AT_LEAST = 14;
    private static final int NAME_AT_MOST = 60;

    /** A column beside the name. {@code rank} says which go first where there is no room. */
    private record Column(String heading, int width, int rank, BiFunction<Scene, Topic, String> cell) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("PARTS", 6, 4, (scene, topic) -> Integer.toString(topic.partitions())),
            new Column(
                    "RECORDS/S",
                    11,
                    2,
                    (scene, topic) -> Amounts.count(
                            Math.round(scene.throughput(topic.name()).records()))),
            new Column(
                    "BYTES/S",
                    10,
                    5,
                    (scene, topic) ->
                            Amounts.bytes(scene.throughput(topic.name()).bytes())),
            new Column("BEHIND", 11, 3, (scene, topic) -> Amounts.records(topic.behind(), topic.partitions())),
            new Column("TIME", 9, 1, (scene, topic) -> Amounts.time(topic.behind())));
    private static final Column STATE = new Column("STATE", 14, 6, (scene, topic) -> state(topic));

    private final Scene scene;
    private final int columns;
    private final List<Column> shown = new ArrayList<>();
    private final boolean states;
    private final int nameWidth;

    TopicTable(Scene scene, int columns) {
        this.scene = scene;
        this.columns = columns;
        int room = columns - NAME_AT_LEAST;
        for (int rank = 1; rank <= COLUMNS.size(); rank++) {
            for (Column column : COLUMNS) {
                if (column.rank() == rank && column.width() <= room) {
                    shown.add(column);
                    room -= column.width();
                }
            }
        }
        shown.sort((a, b) -> Integer.compare(COLUMNS.indexOf(a), COLUMNS.indexOf(b)));
        states = room >= STATE.width();
        room -= states ? STATE.width() : 0;
        nameWidth = Math.min(NAME_AT_MOST, NAME_AT_LEAST + Math.max(0, room));
    }

    AttributedString heading() {
        AttributedStringBuilder line = new AttributedStringBuilder().style(AttributedStyle.BOLD);
        line.append(Fit.left("TOPIC", nameWidth));
        shown.forEach(column -> line.append(Fit.right(column.heading(), column.width())));
        if (states) {
            line.append("  ").append(STATE.heading());
        }
        return Fit.cut(line.toAttributedString(), columns);
    }

    AttributedString row(Topic topic) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        AttributedStyle style = topic.stopped() > 0
                ? Tones.BAD
                : topic.mirroring() < topic.partitions() ? Tones.WARN : AttributedStyle.DEFAULT;
        line.style(style).append(Fit.left(Fit.middle(topic.name(), nameWidth - 1), nameWidth));
        line.style(AttributedStyle.DEFAULT);
        shown.forEach(column -> line.append(Fit.right(column.cell().apply(scene, topic), column.width())));
        if (states) {
            line.style(style).append("  ").append(STATE.cell().apply(scene, topic));
        }
        return Fit.cut(line.toAttributedString(), columns);
    }

    private static String state(Topic topic) {
        if (topic.stopped() > 0) {
            return topic.stopped() + " stopped";
        }
        int preparing = topic.partitions() - topic.mirroring();
        return topic.partitions() == 0 ? "elsewhere" : preparing > 0 ? preparing + " preparing" : "mirroring";
    }
}
