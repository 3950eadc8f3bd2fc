package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.translate.ContentLookup;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogRange;
import dev.baton.translate.LogRanges;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Proves that logs of the source are on the target in full where no mark tells, as of MirrorMaker 2: the last committed record
 * of each is found there again by its content. Mirrors copy a partition in order, so that those before it are there as well, or
 * were left out for good. For one thread.
 */
final class TailProof implements AutoCloseable {
    private final Cluster source;
    private final Cluster target;
    private final UnaryOperator<TopicPartition> targetOf;
    private final RecordReader committed;
    private final ContentLookup lookup;
    private final Set<TopicPartition> proved = PartitionMap.newSet();
    private final Map<TopicPartition, Long> seen = new PartitionMap<>();
    private final Map<TopicPartition, Tried> tried = new PartitionMap<>();

    /** @param targetOf the target's partition that a source partition is mirrored to */
    TailProof(Cluster source, Cluster target, UnaryOperator<TopicPartition> targetOf) {
        this.source = source;
        this.target = target;
        this.targetOf = targetOf;
        this.committed = source.records().open(Isolation.COMMITTED);
        this.lookup = new ContentLookup(source, target, line -> {});
    }

    /** What was not found, when the target's log ended at an offset. */
    private record Tried(long targetEnd, String missing) {}

    /**
     * Those of some logs that are not proved to be on the target, each with what is known. What was proved once stays so; the
     * others are looked for again where the target's log has grown and then stood still since the last look.
     *
     * @param settled where the logs end
     * @param whileLooking called before each partition: a look may take long
     */
    Map<TopicPartition, String> missing(Map<TopicPartition, Long> settled, Runnable whileLooking) {
        Map<TopicPartition, Long> open = new PartitionMap<>(settled);
        open.keySet().removeAll(proved);
        if (open.isEmpty()) {
            return Map.of();
        }
        LogRanges here = LogRanges.of(source, open.keySet());
        LogRanges there =
                LogRanges.of(target, open.keySet().stream().map(targetOf).toList());
        Map<TopicPartition, Long> stable = SourceEnds.known(source.offsets().stable(open.keySet()));
        Map<TopicPartition, String> missing = new PartitionMap<>();
        open.forEach((partition, end) -> {
            whileLooking.run();
            LogRange log = here.known().get(partition);
            String found = log == null
                    ? here.failures().getOrDefault(partition, "the source does not say where its log ends")
                    : missing(partition, new LogRange(log.start(), end), stable.getOrDefault(partition, 0L), there);
            if (found == null) {
                proved.add(partition);
            } else {
                missing.put(partition, found);
            }
        });
        return missing;
    }

    /** How many are proved so far. */
    int proved() {
        return proved.size();
    }

    /** Where the target's logs ended at the last look; it changes as long as a mirror comes forward. */
    Map<TopicPartition, Long> progress() {
        return ByPartition.copy(seen);
    }

    private @Nullable String missing(TopicPartition partition, LogRange log, long stable, LogRanges there) {
        if (stable < log.end()) {
            return "an open transaction begins at " + stable + " of " + log.end();
        }
        TopicPartition mirrored = targetOf.apply(partition);
        LogRange targetLog = there.known().get(mirrored);
        if (targetLog == null) {
            return log.isEmpty() ? null : there.failures().getOrDefault(mirrored, "the target has no such partition");
        }
        Long before = seen.put(partition, targetLog.end());
        Tried last = tried.get(partition);
        boolean moves = before != null && before != targetLog.end();
        if (last != null && (moves || last.targetEnd() == targetLog.end())) {
            return last.missing();
        }
        String missing = look(new ContentLookup.Place(partition, log, mirrored, targetLog));
        if (missing != null) {
            tried.put(partition, new Tried(targetLog.end(), missing));
        }
        return missing;
    }

    /** Null where nothing is missing. */
    private @Nullable String look(ContentLookup.Place place) {
        LogRange log = place.sourceLog();
        Optional<KafkaRecord> newest = committed.lastBefore(place.source(), log.end(), log.start());
        if (newest.isEmpty()) {
            return null;
        }
        KafkaRecord last = newest.get();
        Optional<Content> found = lookup.position(place, last.offset() + 1);
        Long unmirrored = found.map(Content::unmirrored).orElse(null);
        if (unmirrored == null) {
            return "its last record, at offset " + last.offset() + ", is not found on the target";
        }
        return unmirrored == 0
                ? null
                : unmirrored + " records up to offset " + last.offset() + " are not on the target";
    }

    @Override
    public void close() {
        committed.close();
        lookup.close();
    }
}
