package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups that commit all the time, while the processes that carry them over end, come, freeze and wake. */
@Tag("long")
@WithClusters
class GroupHandoverIT {
    private static final TopicPartition P = new TopicPartition("busy", 0);
    private static final int RECORDS = 10_000;
    private static final int GROUPS = 64;

    private final KafkaCluster east;
    private final KafkaCluster west;

    GroupHandoverIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldCarryAllGroupsOnWhenProcessesEndAndComeInGoodOrder() throws Exception {
        create();
        List<BatonProcess> all = new ArrayList<>();
        try (Commits commits = new Commits("ending-")) {
            all.add(start());
            all.add(start());
            Members.await(west, 2, Duration.ofSeconds(60));
            for (int i = 0; i < 5; i++) {
                // When
                Thread.sleep(2_000);
                BatonProcess oldest = all.get(i);
                oldest.terminate();
                // 130 where it was asked to stop before it had begun
                assertThat(oldest.await(Duration.ofSeconds(30)).exitCode())
                        .as(oldest.err())
                        .isIn(0, 130);
                all.add(start());
                Members.await(west, 2, Duration.ofSeconds(60));
            }
            commits.close();
            // Then
            assertCarried("ending-", commits.last(), all);
        } finally {
            all.forEach(BatonProcess::close);
        }
    }

    @Test
    void shouldCarryAllGroupsOnWhenTheirOwnersFreezeAndWake() throws Exception {
        create();
        List<BatonProcess> all = new ArrayList<>();
        try (Commits commits = new Commits("freezing-")) {
            all.add(start());
            all.add(start());
            Members.await(west, 2, Duration.ofSeconds(60));
            for (int i = 0; i < 6; i++) {
                // When
                Thread.sleep(1_500 + 137L * i);
                BatonProcess frozen = all.get(i % 2);
                frozen.pause();
                Members.await(west, 1, Duration.ofSeconds(60));
                Thread.sleep(2_000);
                frozen.resume();
                Members.await(west, 2, Duration.ofSeconds(60));
            }
            commits.close();
            // Then
            assertThat(all).allMatch(BatonProcess::isAlive);
            assertCarried("freezing-", commits.last(), all);
        } finally {
            all.forEach(BatonProcess::close);
        }
    }

    private void assertCarried(String prefix, long last, List<BatonProcess> all) {
        String said =
                String.join("\n----\n", all.stream().map(BatonProcess::err).toList());
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            try (Admin admin = west.admin()) {
                Map<String, Long> there = new HashMap<>();
                Map<String, Long> wanted = new HashMap<>();
                for (int g = 0; g < GROUPS; g++) {
                    OffsetAndMetadata commit = admin.listConsumerGroupOffsets(prefix + g)
                            .partitionsToOffsetAndMetadata()
                            .get(20, TimeUnit.SECONDS)
                            .get(P);
                    there.put(prefix + g, commit == null ? -1 : commit.offset());
                    wanted.put(prefix + g, last);
                }
                assertThat(there).as(said).isEqualTo(wanted);
            }
        });
        assertThat(said).doesNotContain("that Baton did not make");
    }

    /** Commits the next offset for every group, again and again, until it is closed. */
    private final class Commits implements AutoCloseable {
        private final AtomicLong next = new AtomicLong();
        private final Thread thread;
        private volatile boolean stop;

        private Commits(String prefix) {
            thread = new Thread(() -> commit(prefix));
            thread.start();
        }

        private void commit(String prefix) {
            try (Admin admin = east.admin()) {
                while (!stop) {
                    Map<TopicPartition, OffsetAndMetadata> offset =
                            Map.of(P, new OffsetAndMetadata(next.incrementAndGet()));
                    List<KafkaFuture<Void>> done = new ArrayList<>();
                    for (int g = 0; g < GROUPS; g++) {
                        done.add(admin.alterConsumerGroupOffsets(prefix + g, offset)
                                .all());
                    }
                    KafkaFuture.allOf(done.toArray(KafkaFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
                    Thread.sleep(100);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        long last() {
            return next.get();
        }

        @Override
        public void close() throws InterruptedException {
            stop = true;
            thread.join();
        }
    }

    private void create() throws Exception {
        try (Admin admin = east.admin()) {
            if (admin.listTopics().names().get().contains(P.topic())) {
                return;
            }
            admin.createTopics(List.of(new NewTopic(P.topic(), 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(P.topic(), new byte[] {1}));
            }
        }
    }

    private BatonProcess start() {
        String config = Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: busy, groups: 'ending-.*|freezing-.*', replication.factor: 1");
        return BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin");
    }
}
