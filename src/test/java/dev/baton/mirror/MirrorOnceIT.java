package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code --once} with a source that does not give everything: it does the rest, and says what it did not do; and with one that
 * does not come to an end: it does what there was.
 */
@Tag("long")
@WithClusters
class MirrorOnceIT {
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster three;
    private final KafkaCluster west;

    MirrorOnceIT(
            @Named(
                            value = "east",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true"})
                    KafkaCluster east,
            @Named(
                            value = "three",
                            brokers = 3,
                            // as where nothing is configured
                            with = "broker.session.timeout.ms=9000")
                    KafkaCluster three,
            @Named("west") KafkaCluster west) {
        this.east = east;
        this.three = three;
        this.west = west;
    }

    @Test
    void shouldMirrorTheRestAndSaySoWhenATopicThatWasMirroredIsHidden() throws Exception {
        // Given
        create(east, new NewTopic("seen", 1, (short) 1), new NewTopic("veiled", 1, (short) 1));
        write(east, "seen");
        write(east, "veiled");
        BatonProcess.Result first = once(east, "seen|veil.*");
        assertThat(first.exitCode()).as(first.err()).isZero();
        // When
        hide("veiled");
        write(east, "seen");
        BatonProcess.Result hidden = once(east, "seen|veil.*");
        // Then
        assertThat(hidden.exitCode()).as(hidden.err()).isEqualTo(3);
        assertThat(hidden.err()).contains("topic veiled");
        assertThat(end("seen")).isEqualTo(2 * RECORDS);
    }

    @Test
    void shouldMirrorTheRestAndSaySoWhenAPartitionOfTheSourceHasNoLeader() throws Exception {
        // Given
        create(three, new NewTopic("here", Map.of(0, List.of(1))), new NewTopic("there", Map.of(0, List.of(3))));
        write(three, "here");
        write(three, "there");
        BatonProcess.Result first = once(three, "here|there");
        assertThat(first.exitCode()).as(first.err()).isZero();
        // When
        write(three, "here");
        three.kill(3);
        awaitNoLeader("there");
        BatonProcess.Result leaderless = once(three, "here|there");
        // Then
        assertThat(leaderless.exitCode()).as(leaderless.err()).isEqualTo(3);
        assertThat(leaderless.err()).contains("there-0", "no leader");
        assertThat(end("here")).isEqualTo(2 * RECORDS);
        three.revive();
    }

    @Test
    void shouldWaitUntilAnotherLeaderIsElectedWhenTheSourcesDies() throws Exception {
        // Given
        create(three, new NewTopic("led", Map.of(0, List.of(2, 1, 3))));
        write(three, "led");
        // When
        three.kill(2);
        BatonProcess.Result once = once(three, "led");
        // Then
        assertThat(once.exitCode()).as(once.err()).isZero();
        assertThat(end("led")).isEqualTo(RECORDS);
        three.revive();
    }

    @Test
    void shouldWaitUntilAnotherLeaderIsElectedWhenTheSourcesDiesWhileItMirrors() throws Exception {
        // Given
        create(three, new NewTopic("relayed", Map.of(0, List.of(2, 1, 3))));
        int all = 20 * RECORDS;
        for (long end = 0; end < all; end = end(three, "relayed")) {
            write(three, "relayed");
        }
        // When
        CompletableFuture<BatonProcess.Result> once =
                CompletableFuture.supplyAsync(() -> once(three, "relayed", "--max-rate", "2kB"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> end("relayed") > 0);
        assertThat(end("relayed")).isLessThan(all);
        three.kill(2);
        // Then
        assertThat(once.get(60, TimeUnit.SECONDS).exitCode())
                .as(once.get().err())
                .isZero();
        assertThat(end("relayed")).isEqualTo(all);
        three.revive();
    }

    @Test
    void shouldSaySoWhenRightsAreToBeCopiedAndCannotBe() throws Exception {
        // Given
        create(east, new NewTopic("righted", 1, (short) 1));
        write(east, "righted");
        // When
        BatonProcess.Result run = onceWith(east, "righted", "sync.topic.acls.enabled: true");
        // Then
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains("rights on topics are not copied", "west", "no authorizer");
        assertThat(end("righted")).isEqualTo(RECORDS);
    }

    @Test
    void shouldEndWithWhatThereWasAtItsStartWhenTheSourceIsWrittenToFasterThanItMirrors() throws Exception {
        // Given
        create(east, new NewTopic("endless", 1, (short) 1));
        try (EndlessWriter writer = new EndlessWriter("endless")) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> end(east, "endless") > 5 * RECORDS);
            long seen = end(east, "endless");
            // When
            BatonProcess.Result once = once(east, "endless", "--max-rate", "200kB");
            // Then
            assertThat(once.exitCode()).as(once.err()).isZero();
            assertThat(once.took()).isLessThan(Duration.ofSeconds(40));
            assertThat(end("endless")).isBetween(seen, end(east, "endless") - RECORDS);
            writer.requireWriting();
        }
    }

    /** Writes some 250 kB a second until it is closed. */
    private final class EndlessWriter implements AutoCloseable {
        private final AtomicBoolean stop = new AtomicBoolean();
        private final CompletableFuture<Void> writing;

        private EndlessWriter(String topic) {
            writing = CompletableFuture.runAsync(() -> {
                Random random = new Random(5);
                byte[] value = new byte[1_000];
                try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
                    while (!stop.get()) {
                        for (int i = 0; i < 10; i++) {
                            random.nextBytes(value);
                            var unused = producer.send(new ProducerRecord<>(topic, value.clone()));
                        }
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
                    }
                }
            });
        }

        private void requireWriting() {
            assertThat(writing).isNotDone();
        }

        @Override
        public void close() {
            stop.set(true);
            writing.join();
        }
    }

    private static void create(KafkaCluster cluster, NewTopic... topics) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(topics)).all().get(20, TimeUnit.SECONDS);
        }
    }

    private BatonProcess.Result once(KafkaCluster source, String topics, String... options) {
        return onceWith(source, topics, "groups: none", options);
    }

    private BatonProcess.Result onceWith(KafkaCluster source, String topics, String key, String... options) {
        String config = Flows.yaml(
                source.name(),
                source.bootstrap(),
                west.bootstrap(),
                "topics: '%s', replication.factor: 1, %s".formatted(topics, key));
        String[] arguments = Stream.concat(Stream.of("mirror", "--once", "-c", "/dev/stdin"), Stream.of(options))
                .toArray(String[]::new);
        return BatonProcess.run(Map.of(), config, arguments);
    }

    private static void write(KafkaCluster cluster, String topic) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, new byte[] {(byte) i}));
            }
        }
    }

    private long end(String topic) {
        return end(west, topic);
    }

    private static long end(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .get(new TopicPartition(topic, 0));
    }

    private void hide(String topic) throws Exception {
        ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        try (Admin admin = east.admin()) {
            admin.createAcls(List.of(new AclBinding(
                            pattern,
                            new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.ALL, AclPermissionType.DENY))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
    }

    private void awaitNoLeader(String topic) {
        try (Admin admin = three.admin()) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                var leader = admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .partitions()
                        .get(0)
                        .leader();
                return leader == null || leader.isEmpty();
            });
        }
    }
}
