package dev.baton.inspect;

import dev.baton.mirrormaker.HeartbeatLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * MirrorMaker 2's heartbeats on the target.
 *
 * @param topics the topics that were found; of each the newest records were read
 */
public record HeartbeatsReport(List<Topic> topics, List<Item> items) {
    public HeartbeatsReport {
        topics = List.copyOf(topics);
        items = List.copyOf(items);
    }

    static HeartbeatsReport of(List<HeartbeatLog> logs, Instant now) {
        return new HeartbeatsReport(
                logs.stream().map(log -> new Topic(log.topic(), log.skipped())).toList(),
                logs.stream()
                        .flatMap(log -> log.latest().stream()
                                .map(beat -> new Item(
                                        beat.source(),
                                        beat.target(),
                                        log.topic(),
                                        beat.time(),
                                        Duration.between(beat.time(), now).toSeconds())))
                        .sorted(Comparator.comparing(Item::topic)
                                .thenComparing(Item::source)
                                .thenComparing(Item::target))
                        .toList());
    }

    /**
     * One heartbeats topic.
     *
     * @param skipped records that are no heartbeats, of those that were read
     */
    public record Topic(String topic, int skipped) {}

    /**
     * The newest heartbeat of a pair of clusters in a topic.
     *
     * @param secondsAgo by this machine's clock against that of the one which ran MirrorMaker 2; below 0 where they differ
     */
    public record Item(String source, String target, String topic, Instant time, long secondsAgo) {}
}
