package dev.baton.render;

import dev.baton.inspect.SyncsReport;
import java.util.List;

/** Shows MirrorMaker 2's offset syncs. */
public final class SyncsView implements View<SyncsReport> {
    @Override
    public String kind() {
        return "Syncs";
    }

    @Override
    public List<Block> blocks(SyncsReport report) {
        if (report.topics().isEmpty()) {
            return List.of(Block.lines("no offset syncs topic of MirrorMaker 2"));
        }
        Block.Table table = new Block.Table(
                List.of(
                        Block.Column.text("TOPIC"),
                        Block.Column.number("PART"),
                        Block.Column.number("UPSTREAM"),
                        Block.Column.number("DOWNSTREAM"),
                        Block.Column.text("WRITTEN"),
                        Block.Column.text("ON")),
                report.items().stream()
                        .map(item -> Block.row(
                                item.topic(),
                                item.partition(),
                                item.upstreamOffset(),
                                item.downstreamOffset(),
                                item.written(),
                                item.cluster()))
                        .toList());
        return List.of(
                table,
                new Block.Lines(report.topics().stream()
                        .map(topic -> (Object) SyncsView.summary(topic))
                        .toList()));
    }

    @Override
    public Csv csv(SyncsReport report) {
        return new Csv(
                List.of("topic", "partition", "upstreamOffset", "downstreamOffset", "written", "cluster"),
                report.items().stream()
                        .map(item -> Block.row(
                                item.topic(),
                                item.partition(),
                                item.upstreamOffset(),
                                item.downstreamOffset(),
                                item.written(),
                                item.cluster()))
                        .toList());
    }

    private static String summary(SyncsReport.Topic topic) {
        String skipped = topic.skipped() == 0 ? "" : ", " + topic.skipped() + " other records skipped";
        String found = topic.failure() == null ? topic.syncs() + " syncs" + skipped : "not read: " + topic.failure();
        return topic.topic() + " on " + topic.cluster() + ": " + found;
    }
}
