package dev.baton.failback;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code baton failback} would do, or did. */
public record FailbackReport(boolean executed, boolean rebuild, List<Item> items, List<Group> groups) {
    public FailbackReport {
        items = List.copyOf(items);
        groups = List.copyOf(groups);
    }

    /** What becomes of a partition, or of a group's old commits. */
    public enum Result {
        PLANNED,
        /** The flow back goes on behind what the old cluster holds. */
        TURNED,
        /** The topic was deleted on the old cluster; the mirror makes it anew. */
        DELETED,
        /** An earlier run has done it. */
        UNCHANGED,
        REFUSED
    }

    /**
     * One partition.
     *
     * @param switchId the switch that ended the mirroring; null where the partition was never mirrored
     * @param failoverPoint log end of the new active cluster when it took over: the flow back goes on there
     * @param tailFrom offset on the old cluster of the first record that only it holds
     * @param tailTo the old cluster's log end
     * @param tailRecords in between, counted
     * @param salvaged how many of them are written on the new active cluster
     * @param runs of the offset map that are turned round
     */
    public record Item(
            String topic,
            int partition,
            @Nullable String switchId,
            @Nullable Long failoverPoint,
            @Nullable Long tailFrom,
            @Nullable Long tailTo,
            @Nullable Long tailRecords,
            @Nullable Long salvaged,
            @Nullable Integer runs,
            Result result,
            @Nullable String reason) {

        /** One of which nothing is known but why nothing can be done about it. */
        public static Item refused(String topic, int partition, String reason) {
            return new Item(topic, partition, null, null, null, null, null, null, null, Result.REFUSED, reason);
        }
    }

    /**
     * A group whose commits on the old cluster are those of its former life: the mirror may write over them.
     *
     * @param partitions how many of them it has committed there
     */
    public record Group(
            String group,
            int partitions,
            Result result,
            @Nullable String reason) {}

    /** Whether a safety check kept something from being done. */
    public boolean refused() {
        return items.stream().anyMatch(item -> item.result() == Result.REFUSED)
                || groups.stream().anyMatch(group -> group.result() == Result.REFUSED);
    }

    /** Records that only the old cluster holds and that are not on the new one. */
    public long unsalvaged() {
        return items.stream()
                .mapToLong(item -> item.tailRecords() == null || item.salvaged() == null
                        ? 0
                        : Math.max(0, item.tailRecords() - item.salvaged()))
                .sum();
    }
}
