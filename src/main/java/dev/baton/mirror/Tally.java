package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What this process has mirrored of each partition, over all lanes that the partition ever had; it never goes back. Looks at
 * the progress that lanes publish, from time to time and when one ends. Thread-safe.
 */
final class Tally {
    /**
     * What is known of one partition.
     *
     * @param recordsBehind null before the source was asked
     * @param completeTo the target has all that the source had at this time; null where that is not known
     */
    record Sum(
            long records,
            long bytes,
            long batches,
            @Nullable Long recordsBehind,
            @Nullable Instant completeTo) {
        static final Sum NOTHING = new Sum(0, 0, 0, null, null);
    }

    private static final class Account {
        private Progress last;
        private long records;
        private long bytes;
        private long batches;
        private @Nullable Instant caughtUp;
        private @Nullable Long newest;

        private Account(Progress first) {
            last = first;
        }

        @SuppressWarnings("ReferenceEquality") // each lane has a start of its own, and two of them may be equal
        private void see(Progress progress) {
            if (progress.start() != last.start()) {
                records += last.records();
                bytes += last.bytes();
                batches += last.batches();
            }
            last = progress;
            Long stable = progress.lastStable();
            if (stable != null && progress.coveredTo() >= stable) {
                caughtUp = progress.seen();
            }
            newest = progress.lastTimestamp() == null ? newest : progress.lastTimestamp();
        }

        private Sum sum() {
            Long stable = last.lastStable();
            return new Sum(
                    records + last.records(),
                    bytes + last.bytes(),
                    batches + last.batches(),
                    stable == null ? null : (Long) Math.max(0, stable - last.coveredTo()),
                    completeTo());
        }

        // two lower bounds: the last time that nothing was missing, and the time of the newest record that is there
        private @Nullable Instant completeTo() {
            Instant all = caughtUp;
            Instant record = newest == null ? null : Instant.ofEpochMilli(newest);
            if (record == null || record.isAfter(last.seen())) {
                return all;
            }
            return all == null || record.isAfter(all) ? record : all;
        }
    }

    private final Map<TopicPartition, Account> accounts = new PartitionMap<>();

    /** Looks at all lanes; while it does, none of them can end and begin anew. */
    synchronized void see(Supplier<Map<TopicPartition, Progress>> lanes) {
        lanes.get().forEach(this::see);
    }

    /** The last progress of lanes that ended. */
    synchronized void ended(Collection<Progress> lanes) {
        lanes.forEach(last -> see(last.start().source().topicPartition(), last));
    }

    private void see(TopicPartition partition, Progress progress) {
        accounts.computeIfAbsent(partition, p -> new Account(progress)).see(progress);
    }

    synchronized Map<TopicPartition, Sum> sums() {
        Map<TopicPartition, Sum> sums = new PartitionMap<>();
        accounts.forEach((partition, account) -> sums.put(partition, account.sum()));
        return sums;
    }

    /** How long ago the target had all that the source had. */
    static @Nullable Duration behind(Sum sum, Instant now) {
        Instant complete = sum.completeTo();
        if (complete == null) {
            return null;
        }
        Duration behind = Duration.between(complete, now);
        return behind.isNegative() ? Duration.ZERO : behind;
    }
}
