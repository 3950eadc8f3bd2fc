package dev.baton.salvage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code baton salvage} found or did, partition by partition. */
public record SalvageReport(Action action, boolean executed, List<Item> items) {
    public SalvageReport {
        items = List.copyOf(items);
    }

    /** What was asked for. */
    public enum Action {
        LIST,
        EXPORT,
        INJECT
    }

    /** What became of a partition. */
    public enum Result {
        LISTED,
        EXPORTED,
        /** What {@code --execute} would write. */
        PLANNED,
        INJECTED,
        /** Its tail cannot be told, or may not be written. */
        REFUSED,
        /** It was begun and not brought to its end. */
        FAILED
    }

    /**
     * One partition. Offsets are the source's, the failover point apart.
     *
     * @param switchId the switch that ended the mirroring; null where the partition was never mirrored
     * @param failoverPoint log end of the target when it did
     * @param from the first offset that was not mirrored
     * @param to where the records end that are decided: the last stable offset
     * @param records counted, not estimated: committed records that the source still holds
     * @param counted always true
     * @param bytes of keys, values and headers
     * @param firstTime the earliest time of a record
     * @param lastTime the latest
     * @param removed offsets that the source's retention removed
     * @param undecided offsets behind {@code to}: of transactions that are still open, and what lies behind them
     * @param injectedBefore records that earlier runs wrote on the target
     * @param injected records that this run wrote
     * @param superseded records of a compacted topic left out, since the target has a later one for the key
     */
    public record Item(
            String topic,
            int partition,
            String targetTopic,
            @Nullable String switchId,
            @Nullable Long failoverPoint,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable Long records,
            boolean counted,
            @Nullable Long bytes,
            @Nullable Instant firstTime,
            @Nullable Instant lastTime,
            @Nullable Long removed,
            @Nullable Long undecided,
            @Nullable Long injectedBefore,
            @Nullable Long injected,
            @Nullable Long superseded,
            Result result,
            @Nullable String reason) {

        /** One of which nothing is known but why nothing can be done about it. */
        public static Item refused(String topic, int partition, String targetTopic, String reason) {
            return new Item(
                    topic,
                    partition,
                    targetTopic,
                    null,
                    null,
                    null,
                    null,
                    null,
                    true,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Result.REFUSED,
                    reason);
        }
    }

    /** Whether a safety check kept a partition from being done. */
    public boolean refused() {
        return items.stream().anyMatch(item -> item.result() == Result.REFUSED);
    }

    /** Whether all that is only on the source was reached. */
    public boolean whole() {
        return items.stream()
                .allMatch(
                        item -> item.result() != Result.FAILED && (item.undecided() == null || item.undecided() == 0));
    }

    /** Records of all partitions. */
    public long records() {
        return items.stream()
                .mapToLong(item -> item.records() == null ? 0 : item.records())
                .sum();
    }
}
