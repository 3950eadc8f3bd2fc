package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A mirror that slept through a switch and its undoing, and whose session the coordinator has not ended yet. */
@Tag("long")
@WithClusters
class SleeperIT {
    /** Its lease, of a second less than the session, is over then, and its session, of which it last heard before, is not. */
    private static final Duration ASLEEP = Mirror.SESSION.minusMillis(950);

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final String config;

    SleeperIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.config = Flows.yaml(
                east.bootstrap(), west.bootstrap(), "topics: 'returned', groups: none, replication.factor: 1");
    }

    @Test
    void shouldLookAtTheLogAnewInsteadOfAppendingBehindWhatWasWrittenMeanwhile() throws Exception {
        // Given
        atEast.create("returned", 1, Map.of());
        atEast.produce("returned", 0, 10, System.currentTimeMillis());
        SwitchWord word = new SwitchWord(west, "east");
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
            await(mirror.err()).atMost(PATIENCE).ignoreExceptions().until(() -> atWest.end("returned", 0) == 10);
            mirror.pause();
            long asleep = System.nanoTime();
            word.write(1, "returned");
            atWest.produce("returned", 0, 5, System.currentTimeMillis());
            word.write(2);
            atEast.produce("returned", 0, 10, System.currentTimeMillis());
            TimeUnit.NANOSECONDS.sleep(asleep + ASLEEP.toNanos() - System.nanoTime());
            // When
            mirror.resume();
            // Then
            await(mirror.err())
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(mirror.err()).contains("returned-0", "somebody else writes to the topic"));
            await().during(Duration.ofSeconds(3)).until(() -> atWest.end("returned", 0) == 15);
        }
    }
}
