package dev.baton.mirror;

import dev.baton.state.InternalTopics;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A flow of one topic of one partition, all shards of which are this process's. */
record OneTopic(String name) implements FlowTopics {
    static final Set<Integer> ALL =
            IntStream.range(0, InternalTopics.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

    @Override
    public Set<Integer> shards() {
        return ALL;
    }

    @Override
    public Optional<MirroredTopic> topic(String source) {
        return source.equals(name) ? Optional.of(Starts.topic(name)) : Optional.empty();
    }

    @Override
    public boolean isAwaited(String source) {
        return true;
    }
}
