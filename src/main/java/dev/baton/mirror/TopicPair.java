package dev.baton.mirror;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A topic of the source and the one of the target that has its name there, and whether that is surely its copy: on no other
 * topic anything may be imposed. It may be somebody else's, or the only copy of what the source's topic was once. Pure.
 *
 * @param created whether the target's was created just now
 * @param marked what was mirrored before; null where nothing was
 * @param remirrored whether what was mirrored before is to be forgotten
 * @param intoOthers whether it may begin behind records of somebody else
 */
record TopicPair(
        TopicInfo source,
        TopicInfo target,
        boolean created,
        @Nullable MarkedTopic marked,
        boolean remirrored,
        boolean intoOthers) {

    /** Whether it depends on how far the target's logs go. */
    boolean needsEnds() {
        return !isKnown() && (marked == null ? !intoOthers : remirrored);
    }

    /**
     * Why the target's topic is not surely the copy; null where it is.
     *
     * @param ends of the target's logs, where that is needed
     */
    @Nullable
    BatonException refusal(Map<TopicPartition, Outcome<Long>> ends) {
        if (isKnown() || (marked == null && intoOthers) || (needsEnds() && isEmpty(ends))) {
            return null;
        }
        if (marked != null) {
            return remade(marked);
        }
        return hasRecords(ends)
                ? foreign(target.name())
                : new BatonException(
                        FailureKind.UNREACHABLE,
                        "whether topic " + target.name() + " of the target is empty is not to be learned now");
    }

    private boolean isKnown() {
        return created || (marked != null && marked.pairs().contains(new MarkedTopic.Ids(source.id(), target.id())));
    }

    private boolean isEmpty(Map<TopicPartition, Outcome<Long>> ends) {
        return target.topicPartitions().stream()
                .map(ends::get)
                .allMatch(end -> end != null && Objects.equals(end.orNull(), 0L));
    }

    private boolean hasRecords(Map<TopicPartition, Outcome<Long>> ends) {
        return target.topicPartitions().stream()
                .map(ends::get)
                .filter(Objects::nonNull)
                .map(Outcome::orNull)
                .anyMatch(end -> end != null && end > 0);
    }

    private BatonException remade(MarkedTopic then) {
        MarkedTopic.Ids any = then.pairs().iterator().next();
        return then.pairs().stream()
                .filter(ids -> ids.source().equals(source.id()))
                .findFirst()
                .map(ids -> Remirror.remadeOnTarget(source.name(), target.name(), ids.target(), target.id()))
                .orElseGet(() -> Remirror.remadeOnSource(source.name(), target.name(), any.source(), source.id()));
    }

    /** What is said of a topic of the target that has records of somebody else. */
    static BatonException foreign(String target) {
        return BatonException.refused(
                "topic " + target + " of the target is not empty and Baton did not fill it",
                "delete it there, or name it in offsets.map");
    }

    /** How many partitions can be mirrored where nothing is altered: of what was mirrored before, no new ones. */
    int partitions() {
        int both = Math.min(source.partitions(), target.partitions());
        return marked == null ? both : Math.min(both, marked.partitions());
    }
}
