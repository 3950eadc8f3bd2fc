package dev.baton.inspect;

import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MirrorMaker 2's checkpoints on the target.
 *
 * @param topics the checkpoints topics that were found
 */
public record CheckpointsReport(List<Topic> topics, List<Item> items) {
    public CheckpointsReport {
        topics = List.copyOf(topics);
        items = List.copyOf(items);
    }

    static CheckpointsReport of(List<CheckpointLog> logs) {
        List<Topic> topics = logs.stream()
                .map(log -> new Topic(
                        log.topic(),
                        log.source(),
                        log.unread() == null ? (Integer) log.latest().size() : null,
                        log.skipped(),
                        log.unread() == null ? null : log.unread().getMessage()))
                .toList();
        List<Item> items = logs.stream()
                .flatMap(log -> log.latest().values().stream())
                .map(CheckpointsReport::item)
                .sorted(Comparator.comparing(Item::source)
                        .thenComparing(Item::group)
                        .thenComparing(Item::topic)
                        .thenComparing(Item::partition))
                .toList();
        return new CheckpointsReport(topics, items);
    }

    private static Item item(GroupCheckpoint found) {
        return new Item(
                found.group(),
                found.partition().topic(),
                found.partition().partition(),
                found.upstreamOffset(),
                found.downstreamOffset(),
                found.metadata(),
                found.written(),
                found.source());
    }

    /**
     * One checkpoints topic.
     *
     * @param source alias of the source
     * @param checkpoints null where it could not be read
     * @param skipped records that are no checkpoints, or of an unknown version
     * @param failure why it could not be read; null where it was
     */
    public record Topic(
            String topic,
            String source,
            @Nullable Integer checkpoints,
            int skipped,
            @Nullable String failure) {}

    /**
     * One checkpoint; the last of its group and partition.
     *
     * @param topic the target's name
     * @param recordTimestamp an unchanged checkpoint is not written again, so an old time is no proof of staleness
     */
    public record Item(
            String group,
            String topic,
            int partition,
            long upstreamOffset,
            long downstreamOffset,
            String metadata,
            Instant recordTimestamp,
            String source) {}
}
