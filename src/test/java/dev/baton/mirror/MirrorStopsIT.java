package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
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
    /** Those to which nothing more is appended, whatever the source has for them. */
    private static final List<String> STOPPED = List.of("anew", "foreign", "overtaken", "cut", "intruded");

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
        Path config = config(TOPICS);
        createTopics(TOPICS);
        TOPICS.forEach(topic -> write(east, topic, RECORDS));
        BatonProcess.Result first = BatonProcess.run("mirror", "--once", "-c", config.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(logs(west, TOPICS)).isEqualTo(logs(east, TOPICS));
        Map<String, Log> stopped;
        // When
        try (KafkaProducer<byte[], byte[]> stuck = openTransaction("hanging")) {
            misfortunes();
            stopped = logs(west, STOPPED);
            try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config.toString())) {
                // Then
                awaitSaying(mirror, "anew-0", "was deleted and made anew on the source");
                awaitSaying(mirror, "lost-0", "was deleted and made anew on the target");
                awaitSaying(mirror, "foreign-0", foreignRecord("foreign"));
                awaitSaying(
                        mirror,
                        "overtaken-0",
                        "source offsets 100 to 149 of overtaken-0 were deleted before they were mirrored: the source's log"
                                + " starts at 150; go on without them: --on-source-loss=continue; or, to mirror anew what is"
                                + " left, " + remirror("overtaken"));
                awaitSaying(mirror, "cut-0", wasCut("cut", 0, RECORDS));
                mirror.awaitSaying(holdsBack("hanging"), Duration.ofSeconds(90));
                awaitSaying(mirror, "unwritable-0", "WRITE on topic unwritable is missing: give it to the principal");
                awaitSaying(
                        mirror,
                        "unreadable-0",
                        "the source, READ on topic unreadable is missing: give it to the principal");
                awaitSaying(mirror, "hidden", "DESCRIBE on topic hidden is missing; give it to the principal");
                write(west, "intruded", 1);
                write(east, "intruded", RECORDS);
                awaitSaying(mirror, "intruded-0", foreignRecord("intruded"));
                stopped.putAll(logs(west, List.of("intruded")));
                assertOnlyWhatWasUnderWayLiesBehind(stopped.get("intruded"));
                write(east, "intruded", RECORDS);
                assertThat(end(west, "fine")).isEqualTo(2 * RECORDS);
                assertThat(status(config)).contains("was deleted and made anew on the source", "holds back");
                new TestAcls(west).giveBack(AclOperation.ALL, "hidden");
                new TestAcls(west).giveBack(AclOperation.WRITE, "unwritable");
                new TestAcls(east).giveBack(AclOperation.READ, "unreadable");
                awaitEnd("unwritable");
                awaitEnd("unreadable");
                awaitEnd("hidden");
                stuck.abortTransaction();
                // an aborted record and its marker lie between
                awaitEnd("hanging", 2 * RECORDS + 2);
                new BothLogs(east, west, "hanging", 0).assertSameRecords();
            }
        }
        BatonProcess.Result last = BatonProcess.run("mirror", "--once", "-c", config.toString());
        assertThat(last.exitCode()).as(last.err()).isEqualTo(3);
        assertThat(last.err()).doesNotContain("Exception");
        assertThat(logs(west, STOPPED)).isEqualTo(stopped);
    }

    @Test
    void shouldStopPartitionWhenTheSourceLosesWhatWasMirroredAndIsWrittenOnWhileTheMirrorRuns() throws Exception {
        // Given
        List<String> topics = List.of("shortened");
        createTopics(topics);
        try (BatonProcess mirror =
                BatonProcess.start("mirror", "-c", config(topics).toString())) {
            write(east, "shortened", RECORDS);
            write(east, "shortened", RECORDS);
            awaitEnd("shortened");
            Map<String, Log> mirrored = logs(west, topics);
            assertThat(mirrored).isEqualTo(logs(east, topics));
            // When
            // a mirror that is awake would see the shorter log, which says more than its epoch
            mirror.pause();
            new TestData(east).loseTail("shortened", 0, RECORDS + RECORDS / 2);
            long same = end(east, "shortened");
            write(east, "shortened", 2 * RECORDS);
            mirror.resume();
            // Then
            assertThat(same).isBetween(1L, RECORDS + RECORDS / 2L);
            awaitSaying(mirror, "shortened-0", wasCut("shortened", same, 2 * RECORDS));
            assertThat(logs(west, topics)).isEqualTo(mirrored);
        }
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
        new TestAcls(west).withdraw(AclOperation.ALL, "hidden");
        write(east, "hidden", RECORDS);
        new TestAcls(west).withdraw(AclOperation.WRITE, "unwritable");
        write(east, "unwritable", RECORDS);
        new TestAcls(east).withdraw(AclOperation.READ, "unreadable");
        write(east, "unreadable", RECORDS);
        write(east, "hanging", RECORDS);
        new TestData(east).loseLog("cut", 0);
        write(east, "cut", 2 * RECORDS);
    }

    /** What is said of the record behind the first ones, which was written by who writes to no other topic. */
    private String foreignRecord(String topic) {
        List<Long> mirrors = new TestData(west)
                .producers("fine", 0).stream().map(ProducerState::producerId).toList();
        ProducerState foreign = new TestData(west)
                .producers(topic, 0).stream()
                        .filter(producer -> !mirrors.contains(producer.producerId()))
                        .findFirst()
                        .orElseThrow();
        return "the record at offset 100 of " + topic
                + "-0 on the target is not the one that the source has for it, at offset 100: it was written by producer id "
                + foreign.producerId() + " (epoch " + foreign.producerEpoch()
                + "); somebody else writes to the topic and has to be stopped, or the source's log was cut; to mirror it anew, "
                + remirror(topic);
    }

    /** What is said of a source whose log is long enough: only the epochs of its leaders tell that it is another one. */
    private static String wasCut(String topic, long sameBelow, long mirrored) {
        return "the source's log of " + topic + "-0 was cut and written anew: at most below offset " + sameBelow
                + " it is the one that was mirrored up to " + mirrored
                + "; find out what the source lost; to mirror anew what it has now, " + remirror(topic);
    }

    private static String remirror(String topic) {
        return "delete topic " + topic + " on the target, then run baton mirror --remirror " + topic;
    }

    /** The first records, somebody's one, and at most what the mirror had sent before it could know of that. */
    private void assertOnlyWhatWasUnderWayLiesBehind(Log intruded) {
        List<LogRecord> source = logs(east, List.of("intruded")).get("intruded").records();
        List<LogRecord> target = intruded.records();
        assertThat(target.subList(0, RECORDS)).isEqualTo(source.subList(0, RECORDS));
        assertThat(source)
                .extracting(LogRecord::content)
                .doesNotContain(target.get(RECORDS).content());
        assertThat(target.subList(RECORDS + 1, target.size()))
                .extracting(LogRecord::content)
                .isEqualTo(source.subList(RECORDS, target.size() - 1).stream()
                        .map(LogRecord::content)
                        .toList());
        assertThat(intruded.end()).isEqualTo(target.size());
    }

    /** What is said of a transaction that was begun behind the first records and does not end. */
    private Pattern holdsBack(String topic) {
        long id = new TestData(east)
                .producers(topic, 0).stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .findFirst()
                        .orElseThrow()
                        .producerId();
        return Pattern.compile(topic + "-0: a transaction of east holds back all that follows: producer id " + id
                + ", open from offset 100, last written to \\d+ s ago; .*--topic " + topic
                + " --partition 0 --start-offset 100");
    }

    private void awaitEnd(String topic) {
        awaitEnd(topic, 2 * RECORDS);
    }

    private void awaitEnd(String topic, long end) {
        Awaitility.await(topic + " goes on")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(end(west, topic)).isEqualTo(end));
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

    private static void awaitSaying(BatonProcess mirror, String of, String words) {
        Awaitility.await(of + " says " + words)
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(mirror.err().lines())
                        .anyMatch(line -> line.contains(" - " + of + ": ") && line.contains(words)));
    }

    private static String status(Path config) {
        return BatonProcess.run("inspect", "status", "-o", "json", "-c", config.toString())
                .out();
    }

    private static long end(KafkaCluster cluster, String topic) {
        return new ClusterLog(cluster.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .getOrDefault(new TopicPartition(topic, 0), 0L);
    }

    /** A log of one partition; markers are no records, and take offsets. */
    private record Log(List<LogRecord> records, long end) {}

    /** By topic. */
    private static Map<String, Log> logs(KafkaCluster cluster, List<String> topics) {
        ClusterLog log = new ClusterLog(cluster.bootstrap());
        Map<String, List<LogRecord>> records =
                log.everything(topics).stream().collect(Collectors.groupingBy(LogRecord::topic));
        Map<String, Log> logs = new HashMap<>();
        log.ends(topics, "read_uncommitted")
                .forEach((partition, end) ->
                        logs.put(partition.topic(), new Log(records.getOrDefault(partition.topic(), List.of()), end)));
        return logs;
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

    private Path config(List<String> topics) throws Exception {
        Path file = directory.resolve("baton.yaml");
        Files.writeString(file, """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - {from: east, to: west, topics: "%s", replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap(), String.join("|", topics)));
        return file;
    }
}
