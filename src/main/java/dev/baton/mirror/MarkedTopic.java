package dev.baton.mirror;

import dev.baton.state.Mark;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the marks of a topic's partitions say of both topics: which they were when they were mirrored.
 *
 * @param pairs the ids of both, as far as partitions differ more than one pair
 * @param partitions up to the highest that has a mark
 */
record MarkedTopic(Set<Ids> pairs, int partitions) {
    /** Of the topics that a mark is about. */
    record Ids(String source, String target) {}

    MarkedTopic {
        pairs = Set.copyOf(pairs);
    }

    /** By the marks of one topic. */
    static MarkedTopic of(Collection<Mark> marks) {
        return new MarkedTopic(
                marks.stream()
                        .map(mark -> new Ids(mark.sourceTopicId(), mark.targetTopicId()))
                        .collect(Collectors.toUnmodifiableSet()),
                marks.stream().mapToInt(mark -> mark.partition() + 1).max().orElse(0));
    }
}
