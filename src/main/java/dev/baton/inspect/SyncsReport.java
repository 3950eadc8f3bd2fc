package dev.baton.inspect;

import dev.baton.mirrormaker.OffsetSyncLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MirrorMaker 2's offset syncs, wherever they lie.
 *
 * @param sourceReachable whether the source was asked as well; where not, syncs that lie there are missing
 * @param topics the topics that were found
 */
public record SyncsReport(boolean sourceReachable, List<Topic> topics, List<Item> items) {
    public SyncsReport {
        topics = List.copyOf(topics);
        items = List.copyOf(items);
    }

    /** What was read, by the alias of the cluster where it lies. */
    static SyncsReport of(
            boolean sourceReachable,
            String source,
            List<OffsetSyncLog> there,
            String target,
            List<OffsetSyncLog> here) {
        List<Topic> topics = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        there.forEach(log -> add(source, log, topics, items));
        here.forEach(log -> add(target, log, topics, items));
        items.sort(Comparator.comparing(Item::cluster)
                .thenComparing(Item::topic)
                .thenComparing(Item::partition)
                .thenComparing(Item::written)
                .thenComparing(Item::upstreamOffset));
        return new SyncsReport(sourceReachable, topics, items);
    }

    private static void add(String cluster, OffsetSyncLog log, List<Topic> topics, List<Item> items) {
        List<Item> found = log.syncs().values().stream()
                .flatMap(List::stream)
                .map(sync -> new Item(
                        sync.source().topic(),
                        sync.source().partition(),
                        sync.upstreamOffset(),
                        sync.downstreamOffset(),
                        sync.written(),
                        cluster))
                .toList();
        topics.add(new Topic(
                log.topic(),
                cluster,
                log.other(),
                log.unread() == null ? (Integer) found.size() : null,
                log.skipped(),
                log.unread() == null ? null : log.unread().getMessage()));
        items.addAll(found);
    }

    /**
     * One offset syncs topic.
     *
     * @param cluster alias of the cluster where it lies
     * @param other alias of the other end of the flow
     * @param syncs null where it could not be read
     * @param skipped records that are no offset syncs
     * @param failure why it could not be read; null where it was
     */
    public record Topic(
            String topic,
            String cluster,
            String other,
            @Nullable Integer syncs,
            int skipped,
            @Nullable String failure) {}

    /**
     * One copied record.
     *
     * @param topic the source's name
     * @param cluster alias of the cluster where the sync lies
     */
    public record Item(
            String topic, int partition, long upstreamOffset, long downstreamOffset, Instant written, String cluster) {}
}
