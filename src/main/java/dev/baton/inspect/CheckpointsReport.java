package dev.baton.inspect;

import dev.baton.cluster.ByPartition;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                .sorted(Comparator.comparing(CheckpointLog::source))
                .flatMap(log -> sorted(log.latest().values()))
                .toList();
        return new CheckpointsReport(topics, items);
    }

    /** By groups first: there are far fewer names of them to compare than items. */
    private static Stream<Item> sorted(Collection<GroupCheckpoint> found) {
        Map<String, List<GroupCheckpoint>> byGroup = found.stream()
                .collect(Collectors.groupingBy(GroupCheckpoint::group, TreeMap::new, Collectors.toList()));
        return byGroup.values().stream()
                .flatMap(ofOne -> ofOne.stream()
                        .sorted(Comparator.comparing(GroupCheckpoint::partition, ByPartition.ORDER))
                        .map(CheckpointsReport::item));
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
