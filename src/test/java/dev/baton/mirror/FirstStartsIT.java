package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mirror that stays, as from tmux, and one with {@code --once}, as from cron, both the first of their flow: one gives way to
 * the other, or they share the work.
 */
@Tag("long")
@WithClusters
class FirstStartsIT {
    private static final int RECORDS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    FirstStartsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    /** @param apart milliseconds from the start of the one that stays to that of the other; below 0 the other way round */
    @ParameterizedTest
    @ValueSource(ints = {0, 300, 700, 1_500, -300, -700, -1_500})
    void shouldMirrorOnceWhenTwoStartAtTheSameInstantOnAnEmptyTarget(int apart) throws Exception {
        // Given a flow of its own
        String name = "first" + apart;
        TestData source = new TestData(east);
        source.create(name, 3, Map.of());
        produce(source, name);
        String config = Flows.yaml(
                name,
                east.bootstrap(),
                west.bootstrap(),
                "topics: %s, groups: none, replication.factor: 1".formatted(name));
        // When
        String[] late = {"mirror", "--once", "-c", "/dev/stdin"};
        String[] staying = {"mirror", "-c", "/dev/stdin"};
        try (BatonProcess first = BatonProcess.start(Map.of(), config, apart < 0 ? late : staying)) {
            LockSupport.parkNanos(Duration.ofMillis(Math.abs(apart)).toNanos());
            try (BatonProcess second = BatonProcess.start(Map.of(), config, apart < 0 ? staying : late)) {
                BatonProcess once = apart < 0 ? first : second;
                BatonProcess stays = apart < 0 ? second : first;
                BatonProcess.Result ended = once.await(PATIENCE);
                produce(source, name);
                // Then
                assertThat(ended.exitCode()).as(ended.err()).isIn(0, 6);
                for (int p = 0; p < 3; p++) {
                    int partition = p;
                    await(stays.err())
                            .atMost(PATIENCE)
                            .ignoreExceptions()
                            .until(() -> new TestData(west).end(name, partition) == 2 * RECORDS);
                }
                stays.terminate();
                assertThat(stays.await(PATIENCE).exitCode()).as(stays.err()).isZero();
            }
        }
        assertThat(records(west, name)).isEqualTo(records(east, name)).hasSize(3 * 2 * RECORDS);
    }

    private static Set<LogRecord> records(KafkaCluster cluster, String topic) {
        return Set.copyOf(new ClusterLog(cluster.bootstrap()).committed(List.of(topic)));
    }

    private static void produce(TestData source, String topic) {
        for (int p = 0; p < 3; p++) {
            source.produce(topic, p, RECORDS, System.currentTimeMillis());
        }
    }
}
