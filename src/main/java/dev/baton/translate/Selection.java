package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.state.InternalTopics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Which groups and partitions a command speaks of. Baton's own groups are never among them.
 *
 * @param groups named ones; empty for all of the flow
 * @param topics source topics, each with its partitions; empty for all of the flow
 */
public record Selection(List<String> groups, List<TopicChoice> topics) {
    public Selection {
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
    }

    /** A topic, or some partitions of it; no partitions means all. */
    public record TopicChoice(String topic, Set<Integer> partitions) {
        public TopicChoice {
            partitions = Set.copyOf(partitions);
        }

        boolean covers(TopicPartition partition) {
            return topic.equals(partition.topic())
                    && (partitions.isEmpty() || partitions.contains(partition.partition()));
        }
    }

    public boolean allGroups() {
        return groups.isEmpty();
    }

    /** Whether the group is spoken of: a named one whatever the flow's filter says. */
    public boolean wantsGroup(FlowConfig flow, String group) {
        if (group.startsWith(InternalTopics.OWN_GROUPS)) {
            return false;
        }
        return allGroups() ? flow.groups().test(group) : groups.contains(group);
    }

    /** Whether any partition of the source's topic is spoken of. */
    public boolean wantsTopic(FlowConfig flow, String source) {
        return topics.isEmpty()
                ? flow.topics().test(source)
                : topics.stream().anyMatch(choice -> choice.topic().equals(source));
    }

    /** Whether the source's partition is spoken of. */
    public boolean wantsPartition(FlowConfig flow, TopicPartition source) {
        return topics.isEmpty()
                ? flow.topics().test(source.topic())
                : topics.stream().anyMatch(choice -> choice.covers(source));
    }
}
