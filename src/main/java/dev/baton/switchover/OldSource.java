package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TimedOffset;
import dev.baton.failure.BatonException;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.WatchReport.SeenBy;
import dev.baton.switchover.WatchReport.Writing;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether somebody still writes to the source of a switch. Its logs are held against the ends at which they stood still
 * before a planned switch, else against those of the first look; times of records are what their producers say, and only count
 * while there is nothing better, after a failover. For one thread.
 */
final class OldSource {
    private @Nullable Map<TopicPartition, Long> firstEnds;

    /** What a look showed, and what it rests on. */
    record Seen(Collection<Writing> writings, SeenBy by) {}

    /** One look; empty where the source does not answer. */
    Optional<Seen> look(Cluster source, SwitchRecord record, SwitchPlan plan) {
        try {
            Collection<TopicPartition> partitions = SourceEnds.partitions(source, plan.topics());
            Map<TopicPartition, Long> now = SourceEnds.of(source, partitions);
            Map<TopicPartition, Long> settled = settled(record);
            Map<TopicPartition, Long> first = firstEnds;
            firstEnds = first == null ? now : first;
            Map<TopicPartition, Writing> writings = new TreeMap<>(ByPartition.ORDER);
            if (settled.isEmpty()) {
                writings.putAll(later(source, partitions, switchedAt(record)));
            }
            if (!settled.isEmpty() || first != null) {
                writings.putAll(grown(source, settled.isEmpty() && first != null ? first : settled, now));
            }
            return Optional.of(new Seen(
                    writings.values(),
                    !settled.isEmpty() ? SeenBy.ENDS : first != null ? SeenBy.GROWTH : SeenBy.TIMES));
        } catch (BatonException e) {
            return Optional.empty();
        }
    }

    private static Map<TopicPartition, Long> settled(SwitchRecord record) {
        Map<TopicPartition, Long> settled = new PartitionMap<>();
        record.offsets(Settle.LABEL, Event.DONE)
                .ifPresent(list -> list.offsets().forEach(item -> {
                    Long end = item.offset();
                    if (end != null) {
                        settled.put(item.topicPartition(), end);
                    }
                }));
        return settled;
    }

    private static Instant switchedAt(SwitchRecord record) {
        return record.entries().stream()
                .filter(entry -> entry.event() == Event.DONE && FailoverPoint.LABEL.equals(entry.step()))
                .map(JournalEntry::at)
                .reduce((earlier, later) -> later)
                .orElse(record.openedAt());
    }

    /** Logs with more records than before; one that has only got a marker, of a transaction that timed out, is left out. */
    private static Map<TopicPartition, Writing> grown(
            Cluster source, Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
        Map<TopicPartition, Long> grown = Settle.grown(before, now);
        grown.values().removeIf(more -> more <= 0);
        Map<TopicPartition, Writing> writings = new PartitionMap<>();
        if (grown.isEmpty()) {
            return writings;
        }
        try (RecordReader reader = source.records().open(Isolation.UNCOMMITTED)) {
            grown.forEach((partition, more) -> {
                long end = now.getOrDefault(partition, more);
                reader.lastBefore(partition, end, end - more)
                        .ifPresent(last -> writings.put(partition, writing(partition, last.timestamp())));
            });
        }
        return writings;
    }

    private static Map<TopicPartition, Writing> later(
            Cluster source, Collection<TopicPartition> partitions, Instant switched) {
        Map<TopicPartition, Writing> writings = new PartitionMap<>();
        source.offsets().maxTimestamp(partitions).forEach((partition, outcome) -> {
            Optional<TimedOffset> newest = outcome.orThrow();
            newest.filter(timed -> timed.timestamp() > switched.toEpochMilli())
                    .ifPresent(timed -> writings.put(partition, writing(partition, timed.timestamp())));
        });
        return writings;
    }

    private static Writing writing(TopicPartition partition, long time) {
        return new Writing(partition.topic(), partition.partition(), Instant.ofEpochMilli(time));
    }
}
