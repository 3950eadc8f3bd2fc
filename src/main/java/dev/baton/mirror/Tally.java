package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What this process has mirrored of each partition, over all lanes that the partition ever had, and of each topic, over all
 * partitions that it ever had of it; counts never go back. Looks at the progress that lanes publish, from time to time and
 * when one ends, and keeps numbers alone. Thread-safe.
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

        /** The counts of both; where they stand is not known of them together. */
        Sum and(Sum other) {
            return new Sum(records + other.records, bytes + other.bytes, batches + other.batches, null, null);
        }
    }

    /**
     * All that is known at one moment.
     *
     * @param past by topic, of partitions that are not this process's any more
     */
    record Counted(Map<TopicPartition, Sum> partitions, Map<String, Sum> past) {}

    /** The numbers of one partition; a lane is known again and not held, since its offset map may be long. */
    private static final class Account {
        private final CatchingUp catchingUp = new CatchingUp();
        private WeakReference<PartitionStart> lane = new WeakReference<>(null);
        /** Of lanes that ended. */
        private Sum before = Sum.NOTHING;

        private Sum all = Sum.NOTHING;
        private @Nullable Instant newest;

        private void see(Progress progress) {
            if (!lane.refersTo(progress.start())) {
                lane = new WeakReference<>(progress.start());
                before = all;
            }
            Long stable = progress.lastStable();
            Long last = progress.lastTimestamp();
            newest = last == null ? newest : Instant.ofEpochMilli(last);
            catchingUp.see(progress.seen(), stable, progress.coveredTo());
            all = new Sum(
                    before.records() + progress.records(),
                    before.bytes() + progress.bytes(),
                    before.batches() + progress.batches(),
                    stable == null ? null : (Long) Math.max(0, stable - progress.coveredTo()),
                    catchingUp.completeTo(newest));
        }
    }

    private final Map<TopicPartition, Account> accounts = new PartitionMap<>();

    /** By topic, of partitions that are not this process's any more. */
    private final Map<String, Sum> past = new HashMap<>();

    /** Looks at all lanes; while it does, none of them can end and begin anew. */
    synchronized void see(Supplier<Map<TopicPartition, Progress>> lanes) {
        lanes.get().forEach(this::see);
    }

    /** The last progress of lanes that ended. */
    synchronized void ended(Collection<Progress> lanes) {
        lanes.forEach(last -> see(last.start().source().topicPartition(), last));
    }

    /** Partitions that are not this process's any more, when the last of their lanes has ended: their topics keep the counts. */
    synchronized void letGo(Collection<TopicPartition> gone) {
        for (TopicPartition partition : gone) {
            Account account = accounts.remove(partition);
            if (account != null) {
                past.merge(partition.topic(), account.all, Sum::and);
            }
        }
    }

    private void see(TopicPartition partition, Progress progress) {
        accounts.computeIfAbsent(partition, p -> new Account()).see(progress);
    }

    /** All that is known now. */
    synchronized Counted counted() {
        Map<TopicPartition, Sum> sums = new PartitionMap<>();
        accounts.forEach((partition, account) -> sums.put(partition, account.all));
        return new Counted(sums, Map.copyOf(past));
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
