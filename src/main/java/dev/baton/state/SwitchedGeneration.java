package dev.baton.state;

import java.time.Instant;
import java.util.List;

/**
 * The durable word of a switch to every mirror of the flow: these groups and topics now live on the target; append no more
 * to them and commit no more for them. Generations only grow; an undo writes the next one with what is left.
 *
 * @param generation counts from 1
 * @param switchId the switch, or undo, that wrote it
 * @param groups groups that moved
 * @param topics source topics that are no longer mirrored
 */
public record SwitchedGeneration(
        long generation,
        String switchId,
        boolean allGroups,
        List<String> groups,
        boolean allTopics,
        List<String> topics,
        Instant at)
        implements StateRecord {

    public static final SwitchedGeneration NONE =
            new SwitchedGeneration(0, "", false, List.of(), false, List.of(), Instant.EPOCH);

    public SwitchedGeneration {
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
    }

    /** Whether the group moved to the target. */
    public boolean coversGroup(String group) {
        return allGroups || groups.contains(group);
    }

    /** Whether the source topic is no longer mirrored. */
    public boolean coversTopic(String topic) {
        return allTopics || topics.contains(topic);
    }
}
