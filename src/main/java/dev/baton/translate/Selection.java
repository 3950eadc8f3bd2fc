package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.config.GivenOffset;
import dev.baton.state.InternalTopics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Which groups and partitions a command speaks of. Baton's own groups are never among them.
 *
 * @param groups named ones; empty for all of the flow
 * @param topics source topics, each with its partitions; empty for all of the flow
 * @param given offsets kept outside Kafka, which are translated instead of the groups' commits; empty for none
 */
public record Selection(List<String> groups, List<TopicChoice> topics, List<GivenOffset> given) {
    public Selection {
        groups = List.copyOf(groups);
        topics = List.copyOf(topics);
        given = List.copyOf(given);
    }

    public Selection(List<String> groups, List<TopicChoice> topics) {
        this(groups, topics, List.of());
    }

    /** These offsets, whatever the flow's filters say. */
    public static Selection of(List<GivenOffset> given) {
        List<TopicChoice> topics = given.stream()
                .map(offset -> offset.partition().topic())
                .distinct()
                .map(topic -> new TopicChoice(topic, Set.of()))
                .toList();
        return new Selection(List.of(), topics, given);
    }

    /** The part of it that is about some topics, by their names where they are read from; empty where nothing is. */
    Optional<Selection> ofTopics(Predicate<String> wanted) {
        if (topics.isEmpty()) {
            return Optional.of(this);
        }
        List<TopicChoice> some =
                topics.stream().filter(choice -> wanted.test(choice.topic())).toList();
        List<GivenOffset> offsets = given.stream()
                .filter(offset -> wanted.test(offset.partition().topic()))
                .toList();
        boolean nothing = some.isEmpty() || (offsets.isEmpty() && !given.isEmpty());
        return nothing ? Optional.empty() : Optional.of(new Selection(groups, some, offsets));
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
        if (InternalTopics.isOwnGroup(group)) {
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
