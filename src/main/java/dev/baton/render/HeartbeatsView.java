package dev.baton.render;

import dev.baton.inspect.HeartbeatsReport;
import java.util.List;

/** Shows MirrorMaker 2's heartbeats. */
public final class HeartbeatsView implements View<HeartbeatsReport> {
    @Override
    public String kind() {
        return "Heartbeats";
    }

    @Override
    public List<Block> blocks(HeartbeatsReport report) {
        if (report.topics().isEmpty()) {
            return List.of(Block.lines("no heartbeats topic of MirrorMaker 2 on the target"));
        }
        Block.Table table = new Block.Table(
                List.of(
                        Block.Column.text("SOURCE"),
                        Block.Column.text("TARGET"),
                        Block.Column.text("TOPIC"),
                        Block.Column.text("TIME"),
                        Block.Column.number("SECONDS-AGO")),
                report.items().stream()
                        .map(item ->
                                Block.row(item.source(), item.target(), item.topic(), item.time(), item.secondsAgo()))
                        .toList());
        return List.of(
                table,
                new Block.Lines(report.topics().stream()
                        .map(topic -> (Object) HeartbeatsView.summary(topic))
                        .toList()));
    }

    @Override
    public Csv csv(HeartbeatsReport report) {
        return new Csv(
                List.of("source", "target", "topic", "time", "secondsAgo"),
                report.items().stream()
                        .map(item ->
                                Block.row(item.source(), item.target(), item.topic(), item.time(), item.secondsAgo()))
                        .toList());
    }

    private static String summary(HeartbeatsReport.Topic topic) {
        return topic.topic() + (topic.skipped() == 0 ? "" : ": " + topic.skipped() + " other records skipped");
    }
}
