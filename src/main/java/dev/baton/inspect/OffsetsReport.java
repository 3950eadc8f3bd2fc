package dev.baton.inspect;

import dev.baton.cluster.Outcome;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How the target's offsets relate to the source's, by partition. */
public record OffsetsReport(List<Item> items) {
    public OffsetsReport {
        items = List.copyOf(items);
    }

    /**
     * One partition.
     *
     * @param mode whether the source's offsets were to be kept
     * @param exact whether every offset below {@code mirroredTo} translates exactly
     * @param runs stretches of constant distance; empty where both offsets are the same throughout
     * @param lost source offsets that were deleted there before they were mirrored
     * @param alignedStart source offset below which nothing was ever mirrored
     * @param mirroredTo every committed source record below it is on the target
     * @param targetOffset log end on the target that goes with it
     * @param targetEnd the target's present log end; null where it is not known
     * @param filled offsets of the target that markers took in place of the source's gaps; null where not counted
     * @param keptBelow source offset below which both offsets are the same, on a partition that was preserved and is mapped
     *     since; else null
     * @param deletesMissingBelow source offset below which the source may have forgotten deletes before they were mirrored; null
     *     where it has not
     * @param reason why the offsets do not translate
     */
    public record Item(
            String topic,
            int partition,
            String targetTopic,
            Mark.Mode mode,
            boolean exact,
            List<Run> runs,
            List<Lost> lost,
            long alignedStart,
            long mirroredTo,
            long targetOffset,
            @Nullable Long targetEnd,
            @Nullable Long filled,
            @Nullable Long keptBelow,
            @Nullable Long deletesMissingBelow,
            Instant asOf,
            @Nullable String reason) {
        public Item {
            runs = List.copyOf(runs);
            lost = List.copyOf(lost);
        }

        /** How many source offsets were lost. */
        public long lostOffsets() {
            return lost.stream().mapToLong(range -> range.to() - range.from()).sum();
        }

        /** Whether the same number names the same record on both clusters. */
        public boolean same() {
            return exact && runs.stream().allMatch(run -> run.source() == run.target());
        }
    }

    /** From here on, target offset minus source offset is constant, until the next run. */
    public record Run(long source, long target) {}

    /**
     * Source offsets that the mirror went on without.
     *
     * @param to one past the last
     * @param target where on the target they are missing
     */
    public record Lost(long from, long to, long target, Instant found) {}

    static OffsetsReport of(
            FlowState state,
            Map<TopicPartition, Outcome<OffsetMap>> maps,
            Map<TopicPartition, Outcome<Long>> targetEnds) {
        return new OffsetsReport(state.marks().entrySet().stream()
                .map(entry -> item(state, entry.getValue(), maps.get(entry.getKey()), targetEnds))
                .sorted(Comparator.comparing(Item::topic).thenComparing(Item::partition))
                .toList());
    }

    private static Item item(
            FlowState state,
            Mark mark,
            @Nullable Outcome<OffsetMap> map,
            Map<TopicPartition, Outcome<Long>> targetEnds) {
        OffsetMap known = map == null ? null : map.orNull();
        Outcome<Long> end = targetEnds.get(mark.targetPartition());
        return new Item(
                mark.topic(),
                mark.partition(),
                mark.targetTopic(),
                mark.mode(),
                known != null,
                runs(known),
                lost(known),
                mark.alignedStart(),
                mark.coveredTo(),
                mark.targetOffset(),
                end == null ? null : end.orNull(),
                mark.filled(),
                mark.keptBelow(),
                mark.deletesMissingBelow(),
                state.asOf(mark),
                map instanceof Outcome.Failed<OffsetMap> failed
                        ? failed.failure().getMessage()
                        : null);
    }

    private static List<Lost> lost(@Nullable OffsetMap map) {
        return map == null
                ? List.of()
                : map.lost().stream()
                        .map(range -> new Lost(range.from(), range.to(), range.target(), range.found()))
                        .toList();
    }

    private static List<Run> runs(@Nullable OffsetMap map) {
        return map == null
                ? List.of()
                : map.runs().stream()
                        .map(run -> new Run(run.source(), run.target()))
                        .toList();
    }
}
