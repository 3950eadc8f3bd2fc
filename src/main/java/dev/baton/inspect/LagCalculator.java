package dev.baton.inspect;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.TopicNaming;
import dev.baton.mirrormaker.Copied;
import dev.baton.state.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far behind each partition is, from what the clusters answered. Pure.
 *
 * <p>A mark holds from when it was written on, and the mirror may be ahead of it by now, so what is called missing here is an
 * upper bound. With the source gone its ends are as the mirror last saw them, and what came later nobody can know.
 */
final class LagCalculator {
    private final @Nullable SourceView source;
    private final TargetView target;
    private final FlowView view;
    private final TopicNaming naming;
    private final Map<TopicPartition, Long> mirrored;

    private LagCalculator(FlowView view, TargetView target, TopicNaming configured) {
        this.view = view;
        this.source = view.source().orNull();
        this.target = target;
        this.naming = target.state().naming(configured);
        this.mirrored = target.mirroredTo(source);
    }

    /**
     * The lag of each partition of the flow.
     *
     * @param configured names on the target, where the flow's facts do not say
     */
    static LagReport calculate(FlowView view, TopicNaming configured) {
        LagCalculator calculator = new LagCalculator(view, view.target().orThrow(), configured);
        return new LagReport(
                view.source() instanceof Outcome.Known,
                calculator.partitions().stream()
                        .sorted(ByPartition.ORDER)
                        .map(calculator::item)
                        .toList());
    }

    private Set<TopicPartition> partitions() {
        Set<TopicPartition> partitions = PartitionMap.newSet(mirrored.keySet());
        partitions.addAll(target.state().marks().keySet());
        if (source != null) {
            partitions.addAll(source.ends().keySet());
        }
        return partitions;
    }

    private LagReport.Item item(TopicPartition partition) {
        Mark mark = target.state().marks().get(partition);
        Ends ends = source == null ? lastSeen(mark) : live(source, partition);
        Long mirroredTo = mirrored.get(partition);
        Long behind = ends.end() == null || mirroredTo == null ? null : (Long) Math.max(0, ends.end() - mirroredTo);
        String targetTopic = mark == null ? naming.targetTopic(partition.topic()) : mark.targetTopic();
        Outcome<Long> targetEnd = target.ends().get(new TopicPartition(targetTopic, partition.partition()));
        return new LagReport.Item(
                partition.topic(),
                partition.partition(),
                ends.end(),
                ends.stable(),
                mirroredTo,
                behind,
                seconds(partition, behind),
                targetTopic,
                targetEnd == null ? null : targetEnd.orNull(),
                ends.asOf(),
                reason(partition, mark, ends, targetEnd));
    }

    private Ends lastSeen(@Nullable Mark mark) {
        if (mark == null || mark.sourceEnd() == null) {
            return new Ends(null, null, null, "the mirror never saw its end on the source");
        }
        return new Ends(mark.sourceEnd(), mark.sourceStable(), target.state().asOf(mark), null);
    }

    private static Ends live(SourceView source, TopicPartition partition) {
        Outcome<Long> end = source.ends().get(partition);
        if (end == null) {
            return new Ends(null, null, null, "not on the source, or no longer part of the flow");
        }
        if (end instanceof Outcome.Failed<Long> failed) {
            return new Ends(null, null, null, failed.failure().getMessage());
        }
        Outcome<Long> stable = source.stable().get(partition);
        return new Ends(end.orNull(), stable == null ? null : stable.orNull(), source.asOf(), null);
    }

    /** With the source gone, how long records have been waiting cannot be told, except where there were none. */
    private @Nullable Long seconds(TopicPartition partition, @Nullable Long behind) {
        if (behind == null) {
            return null;
        }
        if (behind == 0) {
            return 0L;
        }
        Map<TopicPartition, Long> waiting = view.waiting().orNull();
        if (source == null || waiting == null) {
            return null;
        }
        Long since = waiting.get(partition);
        if (since == null) {
            return 0L;
        }
        return since < 0
                ? null
                : (Long) Math.max(
                        0,
                        Duration.between(Instant.ofEpochMilli(since), view.now())
                                .toSeconds());
    }

    private @Nullable String reason(
            TopicPartition partition, @Nullable Mark mark, Ends ends, @Nullable Outcome<Long> targetEnd) {
        if (mark == null) {
            return reasonWithoutMark(target.foreign().copied().get(partition));
        }
        if (source != null && source.isMadeAnew(mark)) {
            return "the topic was made anew on the source since it was mirrored";
        }
        String lost = target.lost().get(partition);
        if (lost != null) {
            return lost;
        }
        if (ends.reason() != null) {
            return ends.reason();
        }
        return targetEnd instanceof Outcome.Failed<Long> failed
                ? failed.failure().getMessage()
                : null;
    }

    private String reasonWithoutMark(@Nullable Copied copied) {
        if (copied != null) {
            return "as MirrorMaker 2 recorded it at " + copied.asOf();
        }
        if (target.state().exists()) {
            return "not mirrored yet";
        }
        return target.foreign().exists()
                ? "mirrored by MirrorMaker 2, which does not tell here how far"
                : "not mirrored by Baton";
    }

    /** The ends of a source partition, or why they are not known. */
    private record Ends(
            @Nullable Long end,
            @Nullable Long stable,
            @Nullable Instant asOf,
            @Nullable String reason) {}
}
