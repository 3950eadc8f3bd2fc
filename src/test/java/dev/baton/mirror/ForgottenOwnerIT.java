package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.CuttingProxy;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A quiet flow with mapped offsets: its brokers forget who owns the offset map, a day after the last run; seconds here. */
@Tag("long")
class ForgottenOwnerIT {
    private static final Duration MEMORY = Duration.ofSeconds(4);

    @Test
    void shouldGoOnWhenTheBrokerForgotTheOwnerOfTheMapAndTheConnectionIsANewOne() {
        List<KafkaCluster> clusters = KafkaCluster.startAll(
                KafkaCluster.named("east"),
                KafkaCluster.named("west")
                        .proxied()
                        .with("producer.id.expiration.ms", Long.toString(MEMORY.toMillis()))
                        .with("producer.id.expiration.check.interval.ms", "500"));
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1);
                CuttingProxy toWest = west.proxy()) {
            // Given
            TestData data = new TestData(east).create("quiet", 1, Map.of());
            data.produceInTransactions("quiet", 50);
            String config = Flows.yaml(
                    east.bootstrap(),
                    toWest.bootstrap(),
                    "topics: quiet, groups: none, replication.factor: 1, offsets: map");
            try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
                awaitRecords(west, 40);
                LockSupport.parkNanos(MEMORY.plusSeconds(3).toNanos());
                // When
                toWest.cut();
                data.produceInTransactions("quiet", 50);
                // Then
                awaitRecords(west, 80);
                mirror.terminate();
                assertThat(mirror.await(Duration.ofSeconds(30)).exitCode()).isZero();
            }
            assertThat(new BothLogs(east, west, "quiet", 0)
                            .assertSameRecords()
                            .assertExactMap()
                            .records())
                    .isEqualTo(80);
        }
    }

    private static void awaitRecords(KafkaCluster west, long count) {
        Awaitility.await("records on the target")
                .atMost(Duration.ofSeconds(40))
                .until(() -> new ClusterLog(west.bootstrap())
                                .ends(List.of("quiet"), "read_uncommitted")
                                .getOrDefault(new TopicPartition("quiet", 0), 0L)
                        >= count);
    }
}
