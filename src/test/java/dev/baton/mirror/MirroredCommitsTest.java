package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.state.InternalTopics;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A partition that is mirrored up to offset 10, between clusters that do not answer. */
class MirroredCommitsTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final TopicPartition NOT_BEGUN = new TopicPartition("t", 1);
    private static final int SHARD = InternalTopics.shardOf("t", 1);
    private static final Uuid SOURCE = new Uuid(1, 1);
    private static final Uuid TARGET = new Uuid(2, 2);
    private static final Uuid ANOTHER = new Uuid(3, 3);

    @Test
    void shouldTranslateOnlyWhatIsCommittedForTheTopicsThatAreMirrored() {
        assertThat(translated(SOURCE, TARGET)).isEqualTo(new GroupTranslation.Translated(7, true));
        assertThat(translated(ANOTHER, TARGET)).as("anew on the source").isNull();
        assertThat(translated(SOURCE, ANOTHER)).as("anew on the target").isNull();
    }

    @Test
    void shouldAskWhichTopicItIsWhenACommitHasMovedSinceTheTopicsWereLastLookedAt() {
        assertThat(translatedWhenMoved(Map.of("t", SOURCE.toString())))
                .isEqualTo(new GroupTranslation.Translated(7, true));
        assertThat(translatedWhenMoved(Map.of("t", ANOTHER.toString()))).isNull();
        assertThat(translatedWhenMoved(Map.of())).as("gone").isNull();
    }

    @Test
    void shouldCoverNothingOfATopicThatWasMadeAnew() {
        assertThat(uncovered(SOURCE, TARGET)).isEmpty();
        assertThat(uncovered(ANOTHER, TARGET)).containsExactly(PARTITION);
    }

    @Test
    void shouldCoverNothingOfItsOwnPartitionsBeforeTheyHaveBegun() {
        Map<TopicPartition, Long> ends = Map.of(PARTITION, 10L, NOT_BEGUN, 0L);
        MirroredTopic topic = topic(SOURCE, TARGET);
        try (Mirrored mirrored = new Mirrored(topic, Set.of(SHARD), Map.of())) {
            assertThat(mirrored.commits.uncovered(ends)).containsExactly(NOT_BEGUN);
        }
        try (Mirrored mirrored = new Mirrored(topic)) {
            assertThat(mirrored.commits.uncovered(ends))
                    .as("of another process")
                    .isEmpty();
        }
    }

    private static GroupTranslation.@Nullable Translated translated(Uuid source, Uuid target) {
        MirroredTopic topic = topic(source, target);
        try (Mirrored mirrored = new Mirrored(topic)) {
            assertThat(mirrored.commits.isOfAnotherTopic(topic, PARTITION)).isEqualTo(!source.equals(SOURCE));
            return mirrored.commits.translate(topic, PARTITION, 7);
        }
    }

    private static GroupTranslation.@Nullable Translated translatedWhenMoved(Map<String, String> ids) {
        MirroredTopic topic = topic(SOURCE, TARGET);
        try (Mirrored mirrored = new Mirrored(topic, Set.of(), ids)) {
            mirrored.commits.prepare(List.of(PARTITION), Set.of("t"));
            return mirrored.commits.translate(topic, PARTITION, 7);
        }
    }

    private static List<TopicPartition> uncovered(Uuid source, Uuid target) {
        try (Mirrored mirrored = new Mirrored(topic(source, target))) {
            return mirrored.commits.uncovered(Map.of(PARTITION, 10L));
        }
    }

    private static MirroredTopic topic(Uuid source, Uuid target) {
        return new MirroredTopic("t", source.toString(), "t", target.toString(), 1, null, Starts.CONFIGS, false, null);
    }

    /** What translates, and what it rests on. */
    private static final class Mirrored implements AutoCloseable {
        private final Engine engine =
                new Engine(dead("east"), dead("west"), null, new Lease(Duration.ofSeconds(5)), (p, l, w) -> {});
        private final StateTail tail = new StateTail(dead("west"), "east");
        private final Cluster target = Cluster.connect(dead("west"), Budget.perCall(Duration.ofSeconds(1)), "test");
        private final OthersProgress others = new OthersProgress(target, "east", tail);
        private final MirroredCommits commits;

        private Mirrored(MirroredTopic topic) {
            this(topic, Set.of(), Map.of());
        }

        private Mirrored(MirroredTopic topic, Set<Integer> shards, Map<String, String> ids) {
            engine.start(start());
            Thread thread = new Thread(engine, "engine-under-test");
            thread.setDaemon(true);
            thread.start();
            Awaitility.await().until(() -> engine.progress(PARTITION) != null);
            commits = new MirroredCommits(engine, tail, others, new OneTopic(topic, shards), names -> ids);
        }

        @Override
        public void close() {
            others.close();
            target.close();
            tail.close();
            engine.close();
        }
    }

    private record OneTopic(MirroredTopic topic, Set<Integer> shards) implements FlowTopics {
        @Override
        public Optional<MirroredTopic> topic(String source) {
            return Optional.of(topic);
        }

        @Override
        public boolean isAwaited(String source) {
            return true;
        }
    }

    private static ClusterConfig dead(String alias) {
        return new ClusterConfig(alias, Map.of("bootstrap.servers", "127.0.0.1:1"));
    }

    private static PartitionStart start() {
        return Starts.preserved(new PartitionRef("t", SOURCE, 0), new PartitionRef("t", TARGET, 0), 10);
    }
}
