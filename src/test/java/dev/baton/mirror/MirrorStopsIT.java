package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops a partition: it stops alone, says what and why and what to do, and the others go on. */
@WithClusters
class MirrorStopsIT {
    private static final List<String> TOPICS = List.of(
            "fine",
            "anew",
            "lost",
            "foreign",
            "overtaken",
            "cut",
            "hanging",
            "unwritable",
            "unreadable",
            "hidden",
            "intruded");
    private static final int RECORDS = 100;
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorStopsIT(
            @Named(
                            value = "east",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true"})
                    KafkaCluster east,
            @Named(
                            value = "west",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true"})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Trap({"19", "20", "21"})
    void shouldStopPartitionsAloneAndSayWhyWhenTheirLogsAreNotWhatTheyWere() throws Exception {
        // Given
        Path config = config();
        createTopics(TOPICS);
        TOPICS.forEach(topic -> write(east, topic, RECORDS));
        BatonProcess.Result first = BatonProcess.run("mirror", "--once", "-c", config.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        // When
        try (KafkaProducer<byte[], byte[]> stuck = openTransaction("hanging")) {
            misfortunes();
            try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config.toString())) {
                // Then
                awaitSaying(mirror, "anew", "was deleted and made anew on the source");
                awaitSaying(mirror, "lost", "was deleted and made anew on the target");
                awaitSaying(mirror, "foreign", "is not the one that the source has for it");
                awaitSaying(mirror, "overtaken", "source offsets 100 to 149 of overtaken-0");
                awaitSaying(mirror, "cut", "was cut");
                awaitSaying(mirror, "hanging", "--start-offset 100");
                awaitSaying(mirror, "unwritable", "WRITE on topic unwritable is missing: give it to the principal");
                awaitSaying(
                        mirror,
                        "unreadable",
                        "the source, READ on topic unreadable is missing: give it to the principal");
                awaitSaying(mirror, "hidden", "DESCRIBE on topic hidden is missing; give it to the principal");
                write(west, "intruded", 1);
                write(east, "intruded", RECORDS);
                awaitSaying(mirror, "intruded", "somebody else");
                assertThat(end(west, "fine")).isEqualTo(2 * RECORDS);
                assertThat(status(config)).contains("was deleted and made anew on the source", "holds back");
                allow(west, "hidden", AclOperation.ALL);
                allow(west, "unwritable", AclOperation.WRITE);
                allow(east, "unreadable", AclOperation.READ);
                awaitEnd("unwritable");
                awaitEnd("unreadable");
                awaitEnd("hidden");
            }
        }
        BatonProcess.Result last = BatonProcess.run("mirror", "--once", "-c", config.toString());
        assertThat(last.exitCode()).as(last.err()).isEqualTo(3);
        assertThat(last.err()).doesNotContain("Exception");
    }

    private void misfortunes() throws Exception {
        try (Admin source = east.admin();
                Admin target = west.admin()) {
            source.deleteTopics(List.of("anew")).all().get();
            target.deleteTopics(List.of("lost")).all().get();
            Awaitility.await().until(() -> !source.listTopics().names().get().contains("anew"));
            createTopics(List.of("anew"));
            write(west, "foreign", 1);
            List.of("fine", "lost", "foreign", "overtaken").forEach(topic -> write(east, topic, RECORDS));
            write(east, "anew", 2 * RECORDS);
            source.deleteRecords(Map.of(new TopicPartition("overtaken", 0), RecordsToDelete.beforeOffset(RECORDS + 50)))
                    .all()
                    .get();
        }
        deny(west, "hidden", AclOperation.ALL);
        write(east, "hidden", RECORDS);
        deny(west, "unwritable", AclOperation.WRITE);
        write(east, "unwritable", RECORDS);
        deny(east, "unreadable", AclOperation.READ);
        write(east, "unreadable", RECORDS);
        new TestData(east).loseLog("cut", 0);
        write(east, "cut", 2 * RECORDS);
    }

    private static void deny(KafkaCluster cluster, String topic, AclOperation operation) throws Exception {
        try (Admin admin = cluster.admin()) {
            AclBinding rest = binding(topic, AclOperation.ALL, AclPermissionType.ALLOW);
            admin.createAcls(List.of(rest, binding(topic, operation, AclPermissionType.DENY)))
                    .all()
                    .get();
        }
    }

    private static void allow(KafkaCluster cluster, String topic, AclOperation operation) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.deleteAcls(List.of(
                            binding(topic, operation, AclPermissionType.DENY).toFilter()))
                    .all()
                    .get();
        }
    }

    private static AclBinding binding(String topic, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", operation, permission));
    }

    private void awaitEnd(String topic) {
        Awaitility.await(topic + " goes on")
                .atMost(Duration.ofSeconds(60))
                .until(() -> end(west, topic) == 2 * RECORDS);
    }

    private KafkaProducer<byte[], byte[]> openTransaction(String topic) throws Exception {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", "stuck", "transaction.timeout.ms", "600000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(record(east, topic, 0)).get();
        return producer;
    }

    private static void awaitSaying(BatonProcess mirror, String topic, String words) {
        Awaitility.await(topic + " says " + words)
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(mirror.err().lines())
                        .anyMatch(line -> line.contains(topic) && line.contains(words)));
    }

    private static String status(Path config) {
        return BatonProcess.run("inspect", "status", "-o", "json", "-c", config.toString())
                .out();
    }

    private static long end(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .get(new TopicPartition(topic, 0));
    }

    private void createTopics(List<String> topics) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static void write(KafkaCluster cluster, String topic, int records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(record(cluster, topic, i));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(KafkaCluster cluster, String topic, int number) {
        return new ProducerRecord<>(
                topic, 0, null, ("record " + number + " of " + cluster.name()).getBytes(StandardCharsets.UTF_8));
    }

    private Path config() throws Exception {
        Path file = directory.resolve("baton.yaml");
        Files.writeString(file, """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - {from: east, to: west, topics: "%s", replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap(), String.join("|", TOPICS)));
        return file;
    }
}
