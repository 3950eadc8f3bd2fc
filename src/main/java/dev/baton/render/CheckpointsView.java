package dev.baton.render;

import dev.baton.inspect.CheckpointsReport;
import java.util.List;

/** Shows MirrorMaker 2's checkpoints. */
public final class CheckpointsView implements View<CheckpointsReport> {
    @Override
    public String kind() {
        return "Checkpoints";
    }

    @Override
    public List<Block> blocks(CheckpointsReport report) {
        if (report.topics().isEmpty()) {
            return List.of(Block.lines("no checkpoints topic of MirrorMaker 2 on the target"));
        }
        Block.Table table = new Block.Table(
                List.of(
                        Block.Column.text("GROUP"),
                        Block.Column.text("TOPIC"),
                        Block.Column.number("PART"),
                        Block.Column.number("UPSTREAM"),
                        Block.Column.number("DOWNSTREAM"),
                        Block.Column.text("WRITTEN")),
                report.items().stream()
                        .map(item -> Block.row(
                                item.group(),
                                item.topic(),
                                item.partition(),
                                item.upstreamOffset(),
                                item.downstreamOffset(),
                                item.recordTimestamp()))
                        .toList());
        Block summary = new Block.Lines(
                report.topics().stream().map(topic -> (Object) summary(topic)).toList());
        return List.of(table, summary);
    }

    @Override
    public Csv csv(CheckpointsReport report) {
        return new Csv(
                List.of(
                        "group",
                        "topic",
                        "partition",
                        "upstreamOffset",
                        "downstreamOffset",
                        "metadata",
                        "recordTimestamp",
                        "source"),
                report.items().stream()
                        .map(item -> Block.row(
                                item.group(),
                                item.topic(),
                                item.partition(),
                                item.upstreamOffset(),
                                item.downstreamOffset(),
                                item.metadata(),
                                item.recordTimestamp(),
                                item.source()))
                        .toList());
    }

    private static String summary(CheckpointsReport.Topic topic) {
        String skipped = topic.skipped() == 0 ? "" : ", " + topic.skipped() + " other records skipped";
        String found = topic.failure() == null
                ? topic.checkpoints() + " checkpoints" + skipped
                : "not read: " + topic.failure();
        return topic.topic() + ", source " + topic.source() + ": " + found;
    }
}
