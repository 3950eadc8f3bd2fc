package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * {@code groups.consistency: flow} under an application that consumes, processes and produces in one transaction: whenever the
 * mirror dies, no input is committed on the target whose output is not there. Its outputs are larger than its inputs and the
 * line is narrow, so that they come later.
 */
@WithClusters
class ConsistentFlowIT {
    private static final String GROUP = "app";
    private static final String IN = "app.in";
    private static final String OUT = "app.out";
    private static final int PARTITIONS = 2;
    private static final int A_BURST = 300;
    private static final int OUTPUT_BYTES = 4_000;
    private static final int LOOKS = 12;

    /** Commits must be carried over meanwhile, not only when all is quiet. */
    private static final int DIFFERENT = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    ConsistentFlowIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldCommitNoInputWhoseOutputIsMissing() throws Exception {
        // Given
        TestData source = new TestData(east);
        source.create(IN, PARTITIONS, Map.of()).create(OUT, 3, Map.of());
        source.produce(IN, 0, 3 * A_BURST, System.currentTimeMillis());
        String config = Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: 'app\\..*', groups: %s, groups.consistency: flow".formatted(GROUP));
        Set<Map<TopicPartition, OffsetAndMetadata>> seen = new HashSet<>();
        try (ExactlyOnceApp app = new ExactlyOnceApp(east, GROUP, IN, OUT, OUTPUT_BYTES)) {
            await().atMost(PATIENCE).until(() -> app.done() >= 3 * A_BURST);
            try (BatonProcess mirror =
                    BatonProcess.start(Map.of(), config, "mirror", "--max-rate", "2MB", "-c", "/dev/stdin")) {
                await().atMost(PATIENCE).until(() -> !outputs().isEmpty());
                for (int look = 0; look < LOOKS || seen.size() < DIFFERENT; look++) {
                    // When
                    source.produce(IN, look % PARTITIONS, A_BURST, System.currentTimeMillis());
                    Thread.sleep(700);
                    mirror.pause();
                    // Then
                    Map<TopicPartition, OffsetAndMetadata> committed = committed();
                    assertThat(wrongBehind(committed)).as("look %d", look).isEmpty();
                    mirror.resume();
                    seen.add(committed);
                    assertThat(look)
                            .as("looks, and commits still as in %s", seen)
                            .isLessThan(5 * LOOKS);
                }
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(source.committed(GROUP, IN)).isEqualTo(source.end(IN, 0));
                    assertThat(committed()).isEqualTo(source.committed(GROUP));
                });
                assertThat(wrongBehind(committed())).isEmpty();
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        return new TestData(west).committed(GROUP);
    }

    /** Outputs that are not on the target, or more than once, though their inputs are committed there. */
    private List<String> wrongBehind(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<String, Integer> outputs = outputs();
        List<String> wrong = new ArrayList<>();
        committed.forEach((partition, commit) -> {
            for (long offset = 0; offset < commit.offset(); offset++) {
                String key = ExactlyOnceApp.keyOf(partition, offset);
                int times = outputs.getOrDefault(key, 0);
                if (times != 1) {
                    wrong.add(key + " is there " + times + " times");
                }
            }
        });
        return wrong;
    }

    /** How often each is on the target. */
    private Map<String, Integer> outputs() {
        Map<String, Integer> outputs = new HashMap<>();
        new ClusterLog(west.bootstrap())
                .raw(OUT)
                .forEach(record -> outputs.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
        return outputs;
    }
}
