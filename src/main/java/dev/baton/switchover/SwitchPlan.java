package dev.baton.switchover;

import dev.baton.translate.Confidence;
import dev.baton.translate.Method;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a switch will do, as data: it can be reviewed, saved, compared and run. Offsets are worked out once more when it
 * runs, after the mirrors have stopped, since they may have copied more by then; it never goes below what the plan says.
 */
public record SwitchPlan(
        String id,
        Instant createdAt,
        String from,
        String to,
        SwitchRequest request,
        Preconditions preconditions,
        List<GroupPlan> groups) {
    public SwitchPlan {
        groups = List.copyOf(groups);
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
     * @param committed where the group stood on the source
     * @param previous what is committed on the target now; null for nothing
     * @param next what will be; null where the partition is left alone
     * @param metadata committed with it
     * @param copy whether the source's topic is a copy of the target's, so that the flow does not mirror it
     */
    public record PartitionPlan(
            String sourceTopic,
            String topic,
            int partition,
            long committed,
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
        return new SwitchPlan(id, createdAt, from, to, request, preconditions, others);
    }

    /** The same for the journal: of hooks their names alone. */
    SwitchPlan journaled() {
        SwitchRequest named = request.with(request.hooks().stream().map(Hook::named).toList());
        return new SwitchPlan(id, createdAt, from, to, named, preconditions, groups);
    }

    /** The groups that are switched. */
    List<GroupPlan> going() {
        return groups.stream().filter(group -> group.verdict().goes()).toList();
    }

    /** The source topics that the switched groups consume and the flow mirrors. */
    List<String> topics() {
        return going().stream()
                .flatMap(group -> group.partitions().stream())
                .filter(partition -> !partition.copy())
                .map(PartitionPlan::sourceTopic)
                .distinct()
                .sorted()
                .toList();
    }
}
