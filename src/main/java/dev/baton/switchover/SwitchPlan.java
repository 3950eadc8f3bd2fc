package dev.baton.switchover;

import dev.baton.translate.Confidence;
import dev.baton.translate.Method;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a switch will do, as data: it can be reviewed, saved, compared and run. Offsets are worked out once more when it
 * runs, after the mirrors have stopped, since they may have copied more by then; it never goes below what the plan says.
 *
 * @param takesAll whether the whole flow ends with this switch, not only the topics of its groups
 * @param flowTopics all source topics of the flow, those that no group reads as well; empty where only a part of it was asked for
 * @param admission who may write to the target again
 */
public record SwitchPlan(
        String id,
        Instant createdAt,
        String from,
        String to,
        SwitchRequest request,
        Preconditions preconditions,
        List<GroupPlan> groups,
        boolean takesAll,
        List<String> flowTopics,
        Admission admission) {
    public SwitchPlan {
        groups = List.copyOf(groups);
        // journals and plans of before it was known do not have it
        flowTopics = List.copyOf(Objects.requireNonNullElse(flowTopics, List.of()));
        admission = Objects.requireNonNullElse(admission, Admission.NONE);
    }

    /** What is done about a group. */
    public enum Verdict {
        /** Its offsets are committed on the target. */
        SWITCH,
        /** The target has them already. */
        UNCHANGED,
        /** A safety check speaks against it. */
        REFUSED,
        /** Where it stands is not known, or could not be asked. */
        UNKNOWN;

        public boolean goes() {
            return this == SWITCH || this == UNCHANGED;
        }
    }

    /** One group. */
    public record GroupPlan(
            String group, Verdict verdict, @Nullable String reason, List<PartitionPlan> partitions) {
        public GroupPlan {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * One partition of a group.
     *
     * @param sourceTopic name on the source
     * @param topic name on the target
     * @param committed where the group stood on the source; null where it has no commit there
     * @param previous what is committed on the target now; null for nothing
     * @param next what will be; null where the partition is left alone
     * @param metadata committed with it
     * @param copy whether the source's topic is a copy of the target's, so that the flow does not mirror it
     */
    public record PartitionPlan(
            String sourceTopic,
            String topic,
            int partition,
            @Nullable Long committed,
            @Nullable Instant asOf,
            @Nullable Long previous,
            @Nullable Long next,
            Confidence confidence,
            @Nullable Method method,
            @Nullable Long rereadAtMost,
            @Nullable Long rereadIfCommitsUnseen,
            @Nullable Long unmirrored,
            String metadata,
            @Nullable String reason,
            boolean copy) {

        TopicPartition target() {
            return new TopicPartition(topic, partition);
        }

        TopicPartition source() {
            return new TopicPartition(sourceTopic, partition);
        }
    }

    SwitchPlan with(List<GroupPlan> others) {
        return new SwitchPlan(id, createdAt, from, to, request, preconditions, others, takesAll, flowTopics, admission);
    }

    /** The same for the journal: of hooks their names alone. */
    SwitchPlan journaled() {
        SwitchRequest named =
                request.with(request.hooks().stream().map(Hook::named).toList());
        return new SwitchPlan(id, createdAt, from, to, named, preconditions, groups, takesAll, flowTopics, admission);
    }

    /** The groups that are switched. */
    List<GroupPlan> going() {
        return groups.stream().filter(group -> group.verdict().goes()).toList();
    }

    /**
     * The source topics that are mirrored no more once the switch has ended the flow, wholly or in part: all of them have to be
     * written to no more, and to be on the target in full, before a planned switch may end their mirroring.
     */
    List<String> topics() {
        TreeSet<String> topics = new TreeSet<>(takesAll ? flowTopics : List.of());
        going().stream()
                .flatMap(group -> group.partitions().stream())
                .filter(partition -> !partition.copy())
                .forEach(partition -> topics.add(partition.sourceTopic()));
        return List.copyOf(topics);
    }
}
