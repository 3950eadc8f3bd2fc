package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.OffsetsMode;
import dev.baton.config.TopicNaming;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror makes of a flow back that begins, or that a switch turns, while it runs. Each test has its own flow. */
@Tag("long")
@WithClusters
class FlowBackIT {
    private static final int RECORDS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final PlayedMirror back;

    FlowBackIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.back = new PlayedMirror(new TwoSites(west, east, directory));
    }

    @Test
    void shouldMirrorATopicBackOnceASwitchHasMadeItAnOriginal() {
        // Given
        atEast.create("original", 1, Map.of());
        atEast.produce("original", 0, RECORDS, System.currentTimeMillis());
        SwitchWord there = new SwitchWord(west, "blue");
        SwitchWord home = new SwitchWord(east, "green");
        try (RunningMirror away = RunningMirror.start(flow("blue", "green", TopicNaming.IDENTITY), east, west)) {
            awaitMirrored("original", RECORDS);
            FlowConfig prefixed = flow("green", "blue", TopicNaming.prefixed("green", "."));
            try (RunningMirror mirror = RunningMirror.start(prefixed, west, east)) {
                await("it runs").atMost(LIMIT).until(() -> !home.state().beats().isEmpty());

                // When
                there.tell(1, "original");
                atWest.produce("original", 0, RECORDS, System.currentTimeMillis());

                // Then
                await("mirrored back")
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .untilAsserted(() ->
                                assertThat(atEast.end("green.original", 0)).isEqualTo(2 * RECORDS));
            }
        }
    }

    /** A switch is undone that had moved the topic, and it is mirrored back since. */
    @Test
    void shouldMirrorNoRecordOfATopicThatWasTurnedRoundWhenItIsLetGo() {
        // Given
        atEast.create("turned", 1, Map.of());
        atEast.produce("turned", 0, RECORDS, System.currentTimeMillis());
        SwitchWord word = new SwitchWord(west, "turned-east");
        try (RunningMirror mirror = RunningMirror.start(identity("turned"), east, west)) {
            awaitMirrored("turned", RECORDS);
            word.tell(1, "turned");
            back.mark("turned");
            atEast.produce("turned", 0, RECORDS, System.currentTimeMillis());

            // When
            word.tell(2);

            // Then
            awaitFault(word, "turned");
            assertThat(atWest.end("turned", 0)).isEqualTo(RECORDS);
        }
    }

    /** The mirror of the flow back has made its topic, when this one looks, and has written no mark of it. */
    @Test
    void shouldStopATopicWhenItsFirstMarkOfAFlowBackComesLate() {
        // Given
        atEast.create("late", 1, Map.of());
        atEast.produce("late", 0, RECORDS, System.currentTimeMillis());
        SwitchWord word = new SwitchWord(west, "late-east");
        try (RunningMirror mirror = RunningMirror.start(identity("late"), east, west)) {
            awaitMirrored("late", RECORDS);

            // When
            back.mark("late");

            // Then
            awaitFault(word, "late");
            atEast.produce("late", 0, RECORDS, System.currentTimeMillis());
            await().during(Duration.ofSeconds(3)).until(() -> atWest.end("late", 0) == RECORDS);
        }
    }

    private void awaitMirrored(String topic, long end) {
        await("mirrored").atMost(LIMIT).ignoreExceptions().until(() -> atWest.end(topic, 0) == end);
    }

    private static void awaitFault(SwitchWord word, String topic) {
        await("it says why " + topic + " stands still")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(word.state().beats())
                        .flatExtracting(beat -> beat.faults())
                        .singleElement()
                        .satisfies(fault -> assertThat(fault.topic() + ": " + fault.reason())
                                .startsWith(topic)
                                .contains("records would go round", "end that flow")));
    }

    private static FlowConfig identity(String topic) {
        return flow(topic, topic + "-east", "west", TopicNaming.IDENTITY);
    }

    private static FlowConfig flow(String from, String to, TopicNaming naming) {
        return flow("original", from, to, naming);
    }

    private static FlowConfig flow(String topic, String from, String to, TopicNaming naming) {
        return new FlowConfig(
                from,
                to,
                new NameFilter(List.of(topic), List.of()),
                new NameFilter(List.of("no-group"), List.of()),
                naming,
                OffsetsMode.AUTO,
                (short) 1);
    }
}
