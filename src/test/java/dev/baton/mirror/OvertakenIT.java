package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.state.Mark;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.CuttingProxy;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many small transactions, and a target that is far away: each gap costs two round trips, so that a mirror that keeps offsets
 * never catches up.
 */
@Tag("long")
class OvertakenIT {
    /** Two topics, whose transactions come at some hundred a second; 50 round trips a second are 25 gaps. */
    private static final Duration EACH_WAY = Duration.ofMillis(10);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private volatile boolean stopped;

    @Test
    void shouldGoOverToRunsAndSaySoWhenGapsComeFasterThanTheyCanBeFilledAndKeepWhatIsToBeKept() throws Exception {
        List<KafkaCluster> clusters = KafkaCluster.startAll(
                KafkaCluster.named("east"), KafkaCluster.named("west").proxied());
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1);
                CuttingProxy toWest = west.proxy()) {
            // Given
            new TestData(east).create("fast", 1, Map.of()).create("kept", 1, Map.of());
            String config = Flows.yaml(
                    east.bootstrap(),
                    toWest.bootstrap(),
                    "topics: 'fast|kept', groups: none, replication.factor: 1, offsets.preserve: kept");
            List<Thread> load = List.of(load(east, "fast"), load(east, "kept"));
            toWest.latency(EACH_WAY);
            try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
                // When
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> mirror.err().contains("fast-0 goes over to mapped offsets: gaps come faster"));
                Awaitility.await("what has runs catches up while the other one is left behind")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(2))
                        .until(() -> behind(config, "kept") > Math.max(1_000, 4 * behind(config, "fast")));
                // Then
                assertThat(mirror.err())
                        .containsPattern("fast-0: [0-9,]+ offsets of gaps a second come, and markers fill [0-9,]+")
                        .doesNotContain("kept-0 goes over");
                assertThat(inspect(config, "status")).contains("went over to mapped offsets: fast-0 at source offset ");
                assertThat(inspect(config, "offsets")).contains("fast-0 has the source's offsets below ");
                stopped = true;
                for (Thread thread : load) {
                    thread.join();
                }
                toWest.latency(Duration.ZERO);
                Awaitility.await("what is kept is filled by markers, gap by gap")
                        .atMost(PATIENCE.multipliedBy(4))
                        .pollInterval(Duration.ofSeconds(2))
                        .until(() -> behind(config, "kept") == 0);
            }
            BatonProcess.Result last = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
            // Then
            assertThat(last.exitCode()).as(last.err()).isZero();
            BothLogs fast =
                    new BothLogs(east, west, "fast", 0).assertSameRecords().assertExactMap();
            assertThat(fast.mark().mode()).isEqualTo(Mark.Mode.MAPPED);
            assertThat(fast.mark().keptBelow()).isPositive();
            assertThat(fast.map().size()).isGreaterThan(100);
            BothLogs kept =
                    new BothLogs(east, west, "kept", 0).assertSameRecords().assertExactMap();
            assertThat(kept.mark().mode()).isEqualTo(Mark.Mode.PRESERVED);
            assertThat(kept.map().isPreserved()).isTrue();
            assertThat(kept.records()).isGreaterThan(1_000);
        } finally {
            stopped = true;
        }
    }

    private static long behind(String config, String topic) {
        for (JsonNode item :
                TwoSites.parse(inspect(config, "lag", "-o", "json")).get("items")) {
            if (item.get("topic").asText().equals(topic)) {
                return item.get("recordsBehind").asLong();
            }
        }
        throw new AssertionError("nothing is known of " + topic);
    }

    private static String inspect(String config, String... what) {
        List<String> arguments = new ArrayList<>(List.of("inspect"));
        arguments.addAll(List.of(what));
        arguments.addAll(List.of("-c", "/dev/stdin"));
        return BatonProcess.run(Map.of(), config, arguments.toArray(String[]::new))
                .out();
    }

    private Thread load(KafkaCluster east, String topic) {
        Thread thread = new Thread(() -> write(east, topic), "load-" + topic);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void write(KafkaCluster east, String topic) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", "load-" + topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; !stopped; i++) {
                producer.beginTransaction();
                byte[] value = ("v" + i).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
                if (i % 10 == 9) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }
}
