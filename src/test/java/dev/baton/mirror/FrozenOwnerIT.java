package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.RawLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A compacted topic, where a source offset does not name a record for ever: its owner freezes, the source is compacted,
 * another process takes over, and the frozen one wakes with what it had read before.
 */
@Tag("long")
@WithClusters
class FrozenOwnerIT {
    private static final int KEYS = 300;
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;

    FrozenOwnerIT(
            @Named(value = "east", with = "log.cleaner.backoff.ms=200") KafkaCluster east,
            @Named(value = "west", with = "log.cleaner.backoff.ms=86400000") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldLoseAndDoubleNothingWhenAFrozenOwnerWakesAfterCompactionAndTakeover() throws Exception {
        // Given
        create();
        Map<String, String> latest = new HashMap<>();
        Set<String> written = new HashSet<>();
        String config = config();
        try (Updates updates = new Updates(latest, written);
                BatonProcess first = start(config)) {
            awaitEnd(end() + 200);
            try (BatonProcess second = start(config)) {
                Members.await(west, 2, PATIENCE);
                for (int round = 0; round < 2; round++) {
                    // When
                    BatonProcess frozen = round == 0 ? first : second;
                    frozen.pause();
                    List<Long> frozenAt = ends(east);
                    Members.await(west, 1, PATIENCE);
                    awaitEnd(end() + 500);
                    awaitHolesBeyond(frozenAt);
                    frozen.resume();
                    Members.await(west, 2, PATIENCE);
                    awaitEnd(end() + 500);
                }
                assertThat(first.isAlive() && second.isAlive())
                        .as(first.err() + second.err())
                        .isTrue();
            }
        }
        BatonProcess.Result last = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
        // Then
        assertThat(last.exitCode()).as(last.err()).isZero();
        for (int p = 0; p < PARTITIONS; p++) {
            List<String> source = values(east, p);
            List<String> target = values(west, p);
            // what compaction left on the source is there once and in order; what it took since may be there, once
            assertThat(target).doesNotHaveDuplicates();
            assertThat(written).containsAll(target);
            List<String> ofBoth =
                    target.stream().filter(new HashSet<>(source)::contains).toList();
            assertThat(ofBoth).isEqualTo(source);
        }
        assertThat(state(west)).isEqualTo(latest);
    }

    // ----

    /** Writes updates of few keys until it is closed, each with a value of its own. */
    private final class Updates implements AutoCloseable {
        private final Thread thread;
        private volatile boolean stop;

        private Updates(Map<String, String> latest, Set<String> written) {
            this.thread = new Thread(() -> write(latest, written));
            thread.start();
        }

        private void write(Map<String, String> latest, Set<String> written) {
            Random random = new Random(9);
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    east.clientProperties("linger.ms", 20), new ByteArraySerializer(), new ByteArraySerializer())) {
                for (int i = 0; !stop; i++) {
                    String key = "k" + random.nextInt(KEYS);
                    String value = key + "." + i;
                    latest.put(key, value);
                    written.add(value);
                    var sent = producer.send(new ProducerRecord<>("shelf", bytes(key), bytes(value)));
                    if (i % 100 == 0) {
                        sent.get();
                        Thread.sleep(25);
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            stop = true;
            thread.join();
        }
    }

    private void create() throws Exception {
        Map<String, String> configs =
                Map.of("cleanup.policy", "compact", "segment.ms", "200", "min.cleanable.dirty.ratio", "0.01");
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic("shelf", PARTITIONS, (short) 1).configs(configs)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private String config() {
        return Flows.yaml(east.bootstrap(), west.bootstrap(), "topics: 'shelf', groups: none, replication.factor: 1");
    }

    private static BatonProcess start(String config) {
        return BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin");
    }

    private long end() {
        return ends(west).stream().mapToLong(Long::longValue).sum();
    }

    private static List<Long> ends(KafkaCluster cluster) {
        Map<TopicPartition, Long> ends = new ClusterLog(cluster.bootstrap()).ends(List.of("shelf"), "read_uncommitted");
        return IntStream.range(0, PARTITIONS)
                .mapToObj(p -> ends.getOrDefault(new TopicPartition("shelf", p), 0L))
                .toList();
    }

    private void awaitEnd(long records) {
        Awaitility.await().atMost(PATIENCE).until(() -> end() >= records);
    }

    /** Until compaction of the source took records that came after these ends, hence of those before as well. */
    private void awaitHolesBeyond(List<Long> ends) {
        for (int p = 0; p < PARTITIONS; p++) {
            int partition = p;
            Awaitility.await("holes in partition " + p)
                    .atMost(PATIENCE)
                    .until(() -> RawLog.of(east.clientConfig(), "shelf", partition).stream()
                            .anyMatch(batch -> batch.hasHoles() && batch.baseOffset() >= ends.get(partition)));
        }
    }

    private static List<String> values(KafkaCluster cluster, int partition) {
        return new ClusterLog(cluster.bootstrap())
                .raw("shelf").stream()
                        .filter(r -> r.partition() == partition)
                        .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static Map<String, String> state(KafkaCluster cluster) {
        Map<String, String> state = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> r : new ClusterLog(cluster.bootstrap()).raw("shelf")) {
            state.put(new String(r.key(), StandardCharsets.UTF_8), new String(r.value(), StandardCharsets.UTF_8));
        }
        return state;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
