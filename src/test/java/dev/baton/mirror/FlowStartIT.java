package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowFacts;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Between which clusters a mirror does not start. */
@WithClusters
class FlowStartIT {
    private static final TopicNaming PREFIXED = TopicNaming.prefixed("facts", ".");
    private static final FlowStart.ClusterIds IDS = new FlowStart.ClusterIds("of-the-source", "of-the-target");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaCluster west;

    FlowStartIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @Test
    @Trap("f")
    void shouldRefuseAndMakeNoTopicWhenSourceAndTargetAreTheSameCluster() {
        // Given
        ClusterConfig otherName = new ClusterConfig(
                "twin", Map.of("bootstrap.servers", west.bootstrap().replace("127.0.0.1", "localhost")));
        FlowConfig flow = flow("twin", TopicNaming.IDENTITY);
        MirrorSettings settings = new MirrorSettings(
                flow, otherName, new ClusterConfig("west", west.clientConfig().properties()), true);

        // When
        Mirror mirror = new Mirror(settings, () -> false, line -> {});

        // Then
        assertRefused(mirror::run, "clusters twin and west are the same one", "bootstrap.servers");
        try (Cluster target = connect()) {
            assertThat(target.topics().names()).doesNotContain(InternalTopics.snapshot("twin"));
        }
    }

    static Stream<Arguments> otherFacts() {
        int shards = InternalTopics.SHARDS;
        return Stream.of(
                Arguments.of(
                        facts("another", "of-the-target", "facts.", shards), "cluster id of facts was \"another\""),
                Arguments.of(facts("of-the-source", "another", "facts.", shards), "cluster id of west was \"another\""),
                Arguments.of(facts("of-the-source", "of-the-target", "", shards), "topic prefix was \"\""),
                Arguments.of(
                        facts("of-the-source", "of-the-target", "facts.", shards / 2),
                        "number of shards was \"" + shards / 2 + "\""));
    }

    @ParameterizedTest
    @MethodSource("otherFacts")
    void shouldRefuseWhenTheFlowWasAnotherOneAtItsFirstStart(FlowFacts facts, String difference) {
        // Given
        write(facts);

        // Then
        assertRefused(() -> known("facts"), "flow facts->west: the " + difference, "give this flow another alias");
    }

    @Test
    void shouldFindTheFactsWhenTheFlowIsAsItWasAtItsFirstStart() {
        // Given
        FlowFacts facts = facts("of-the-source", "of-the-target", "facts.", InternalTopics.SHARDS);
        write(facts);

        // Then
        assertThat(known("facts")).isEqualTo(facts);
    }

    /** Of two that make the facts at the same time, one stands still before it writes its own. */
    @Test
    void shouldGoByTheFactsThatWereWrittenFirstWhenOthersWereWrittenOverThem() {
        // Given
        try (Cluster target = connect();
                StateTail tail = new StateTail(west.clientConfig(), "raced")) {
            FlowStart start = new FlowStart(flow("raced", TopicNaming.IDENTITY), target, target);
            StateTopics.create(target, "raced", (short) 1);
            try (StateWriter state = new StateWriter(target, "raced")) {
                start.make(west.clientConfig(), state);
                FlowFacts first = facts(target);
                start.make(west.clientConfig(), state);
                assertThat(facts(target)).isNotEqualTo(first);

                // When
                assertThat(tail.poll(PATIENCE)).isTrue();
                FlowFacts known = tail.facts();
                assertThat(tail.factsWrittenOver()).isEqualTo(first);
                // until they are read back, since writing them may fail
                FlowFacts writtenOver = tail.factsWrittenOver();
                state.write(first);
                assertThat(tail.poll(PATIENCE)).isTrue();

                // Then
                assertThat(known).isEqualTo(first);
                assertThat(writtenOver).isEqualTo(first);
                assertThat(tail.facts()).isEqualTo(first);
                assertThat(tail.factsWrittenOver()).isNull();
            }
        }
    }

    private static FlowFacts facts(Cluster target) {
        return new StateReader(target).read("raced").facts();
    }

    private static void assertRefused(ThrowingCallable start, String... words) {
        assertThatThrownBy(start)
                .isInstanceOfSatisfying(
                        BatonException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(FailureKind.USAGE))
                .hasMessageContainingAll(words);
    }

    private FlowFacts known(String from) {
        try (Cluster target = connect();
                StateTail tail = new StateTail(west.clientConfig(), from)) {
            return new FlowStart(flow(from, PREFIXED), target, target).known(IDS, tail);
        }
    }

    private void write(FlowFacts facts) {
        try (Cluster target = connect()) {
            StateTopics.create(target, facts.from(), (short) 1);
            try (StateWriter state = new StateWriter(target, facts.from())) {
                state.write(facts);
            }
        }
    }

    private Cluster connect() {
        return Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }

    private static FlowFacts facts(String sourceId, String targetId, String prefix, int shards) {
        return new FlowFacts("facts", "west", sourceId, targetId, prefix, shards, 1, 2, Instant.EPOCH);
    }

    private static FlowConfig flow(String from, TopicNaming naming) {
        return new FlowConfig(
                from,
                "west",
                new NameFilter(List.of(".*"), List.of()),
                new NameFilter(List.of(), List.of()),
                naming,
                OffsetsMode.AUTO,
                (short) 1);
    }
}
