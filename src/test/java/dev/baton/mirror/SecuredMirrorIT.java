package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.BrokerMetrics;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.SecuredSites;
import dev.baton.testkit.TestData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror with {@code examples/sasl-ssl.yaml}, least rights, and sessions that end every few seconds. */
class SecuredMirrorIT {
    private static final int REAUTHENTICATION_MILLIS = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldMirrorAllUnderLoadAndKeepSecretsWhileConnectionsAuthenticateAgainAndAgain(@TempDir Path directory)
            throws Exception {
        // Given
        BrokerMetrics metrics = BrokerMetrics.prepare();
        try (SecuredSites sites = SecuredSites.start(
                directory,
                spec -> spec.with("connections.max.reauth.ms", Integer.toString(REAUTHENTICATION_MILLIS))
                        .jvm(metrics.jvmOptions()))) {
            sites.grant(MirrorRights.all());
            KafkaCluster east = sites.east();
            TestData atEast = new TestData(east).create("orders", 2, Map.of()).create("payments.tx", 1, Map.of());
            atEast.create("payments.balances", 1, Map.of("cleanup.policy", "compact"));
            atEast.produceInTransactions("payments.tx", 200);
            atEast.produce("payments.balances", 0, 300, System.currentTimeMillis());
            atEast.commit("shop-billing", "orders", 0, 7, "note");

            // When
            try (BatonProcess baton = BatonProcess.start(
                    sites.environment(),
                    "",
                    "mirror",
                    "-vv",
                    "-c",
                    sites.config().toString())) {
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> !new ClusterLog(sites.west().bootstrap())
                                .raw("payments.tx")
                                .isEmpty());
                long closed = counted(metrics, "connection-close-total");
                int written = load(east, Duration.ofMillis(3L * REAUTHENTICATION_MILLIS));

                // Then all of them outlived their sessions, which a broker ends where a client does not authenticate
                // again
                assertThat(counted(metrics, "successful-reauthentication-total"))
                        .isPositive();
                assertThat(counted(metrics, "failed-reauthentication-total")).isZero();
                assertThat(counted(metrics, "expired-connections-killed-count")).isZero();
                assertThat(counted(metrics, "connection-close-total")).isEqualTo(closed);
                TestData atWest = new TestData(sites.west());
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(records(sites.west())).isEqualTo(records(east)));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(atWest.committed("shop-billing", "orders"))
                                .isEqualTo(7));
                assertThat(records(east)).hasSize(written + 200 / 10 * 8 + 300);
                assertThat(baton.handle().info().commandLine().orElse("")).doesNotContain("pa55word");
                baton.terminate();
                BatonProcess.Result result = baton.await(LIMIT);
                assertThat(result.exitCode()).as(result.err()).isZero();
                assertThat(result.err()).contains("mirrored ").doesNotContain("stopped:", "pa55word");
                assertThat(result.out()).doesNotContain("pa55word");
            }
        }
    }

    /** What the broker counted of the connections by which Baton came in. */
    private static long counted(BrokerMetrics metrics, String attribute) {
        return metrics.sum(
                "kafka.server:type=socket-server-metrics,networkProcessor=*,listener=" + SecuredSites.CLIENTS,
                attribute);
    }

    private static int load(KafkaCluster cluster, Duration duration) throws InterruptedException {
        int written = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                cluster.clientProperties("linger.ms", 5, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() < end) {
                for (int i = 0; i < 50; i++) {
                    var unused = producer.send(new ProducerRecord<>(
                            "orders", written % 2, ("k" + written).getBytes(), ("v" + written).getBytes()));
                    written++;
                }
                Thread.sleep(10);
            }
        }
        return written;
    }

    /** All records of the flow; those of the compacted topic, which is mapped, without their offsets. */
    private static List<String> records(KafkaCluster cluster) {
        return List.of("orders", "payments.tx", "payments.balances").stream()
                .flatMap(topic -> new ClusterLog(cluster.bootstrap()).raw(topic).stream())
                .map(r -> r.topic() + " " + r.partition() + " "
                        + (r.topic().equals("payments.balances") ? "" : r.offset()) + " " + r.timestamp() + " "
                        + Arrays.toString(r.key()) + "=" + Arrays.toString(r.value()))
                .sorted()
                .toList();
    }
}
