package dev.baton.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One failover under load, mirror and source killed at any instant, and then all that can be done with what only the source
 * holds. The methods are stages of one history.
 */
@Tag("long")
@WithClusters
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SalvageIT {
    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1), new TopicPartition("ledger", 0));
    private static final int LOCAL = 300;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData atEast;
    private final TestData atWest;
    private final TwoSites sites;
    private final Path directory;
    private final Map<TopicPartition, List<String>> onlyAtEast =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

    SalvageIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.directory = directory;
        this.sites = new TwoSites(east, west, directory).with("topics", "orders|ledger|customers");
    }

    @BeforeAll
    void failOver() throws Exception {
        atEast.create("orders", 2, Map.of());
        atEast.create("ledger", 1, Map.of());
        atEast.create("customers", 1, Map.of("cleanup.policy", "compact"));
        atEast.commit("shop", "orders", 0, 0, "");
        atEast.commit("shop", "orders", 1, 0, "");
        try (SalvageTraffic traffic = new SalvageTraffic(east);
                BatonProcess mirror = sites.start("mirror")) {
            await("mirrored: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> PARTITIONS.stream().allMatch(p -> endOf(atWest, p) > 0)
                            && !atWest.committed("shop").isEmpty());
            traffic.goOnFor(Duration.ofMillis(1_500 + new Random().nextInt(1_000)));
            mirror.kill();
            traffic.goOnFor(Duration.ofMillis(2_500));
            atEast.produce("customers", 0, 20, System.currentTimeMillis());
            east.kill();
        }
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        for (TopicPartition partition : PARTITIONS) {
            produceAtWest(partition);
        }
        atWest.produce("customers", 0, 5, System.currentTimeMillis());
        east.revive();
        // the transaction that was open when the source died is aborted by its coordinator, after a while
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> sites.cli("salvage", "list").code() == ExitCode.DONE);
        for (TopicPartition partition : PARTITIONS) {
            Set<String> there = new HashSet<>(Log.values(west, partition));
            List<String> missing = Log.values(east, partition).stream()
                    .filter(value -> !there.contains(value))
                    .toList();
            onlyAtEast.put(partition, missing);
        }
    }

    @Test
    @Order(1)
    void shouldCountWhatOnlyTheOldClusterHolds() {
        // When
        JsonNode report = sites.run(ExitCode.DONE, "salvage", "list");

        // Then
        assertThat(onlyAtEast.get(PARTITIONS.get(0))).isNotEmpty();
        for (TopicPartition partition : PARTITIONS) {
            JsonNode item = item(report, partition);
            assertThat(item.get("records").asLong())
                    .as(partition + " " + item)
                    .isEqualTo(onlyAtEast.get(partition).size());
            assertThat(item.get("undecided").asLong()).as(partition.toString()).isZero();
        }
        assertThat(item(report, new TopicPartition("customers", 0))
                        .get("records")
                        .asLong())
                .isEqualTo(20);
    }

    @Test
    @Order(2)
    void shouldSayWhichTransactionsAreOpen() {
        try (var producer = new KafkaProducer<>(
                east.clientProperties("transactional.id", "straggler"),
                new StringSerializer(),
                new StringSerializer())) {
            // Given
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>("ledger", 0, "k", "straggler"));
            producer.flush();

            // When
            JsonNode report = sites.run(ExitCode.INCOMPLETE, "salvage", "list", "--topic", "ledger");

            // Then
            assertThat(report.at("/items/0/undecided").asLong()).isEqualTo(1);
            assertThat(report.at("/items/0/records").asLong())
                    .isEqualTo(onlyAtEast.get(PARTITIONS.get(2)).size());
            producer.abortTransaction();
        }
        assertThat(sites.run(ExitCode.DONE, "salvage", "list", "--topic", "ledger")
                        .at("/items/0/records")
                        .asLong())
                .isEqualTo(onlyAtEast.get(PARTITIONS.get(2)).size());
    }

    @Test
    @Order(3)
    void shouldExportTheSameInBothFormsAndGoOnWithACutFile() throws IOException {
        // When
        sites.run(ExitCode.DONE, "salvage", "export", "--out", "east.jsonl");
        sites.run(ExitCode.DONE, "salvage", "export", "--out", "east.salvage", "--binary");
        byte[] lines = Files.readAllBytes(directory.resolve("east.jsonl"));
        byte[] frames = Files.readAllBytes(directory.resolve("east.salvage"));
        Path cutLines = cut("cut.jsonl", lines, lines.length * 2 / 3);
        Path cutFrames = cut("cut.salvage", frames, frames.length * 2 / 3);
        assertThat(sites.cli("salvage", "inject", "--file", cutLines.toString())
                        .expect(ExitCode.REFUSED)
                        .err())
                .contains("was cut off");
        sites.run(ExitCode.DONE, "salvage", "export", "--out", cutLines.toString());
        sites.run(ExitCode.DONE, "salvage", "export", "--out", cutFrames.toString(), "--binary");

        // Then
        assertThat(end(cutLines)).isEqualTo(end(directory.resolve("east.jsonl")));
        assertThat(ExportFile.read(cutFrames).checksum().end())
                .isEqualTo(ExportFile.read(directory.resolve("east.jsonl"))
                        .checksum()
                        .end());
        assertThat(Files.readAllBytes(cutFrames)).isEqualTo(frames);
        assertThat(Files.readAllLines(cutLines).stream()
                        .filter(line -> line.contains("\"record\""))
                        .count())
                .isEqualTo(
                        20 + onlyAtEast.values().stream().mapToLong(List::size).sum());
        frames[frames.length / 2] ^= 1;
        Path damaged = cut("damaged.salvage", frames, frames.length);
        sites.cli("salvage", "inject", "--file", damaged.toString()).expect(ExitCode.REFUSED);
    }

    @Test
    @Order(4)
    void shouldWriteEachRecordOnceWhereverTheProcessIsKilled() {
        // Given
        JsonNode planned = sites.run(ExitCode.DONE, "salvage", "inject");
        assertThat(planned.get("executed").asBoolean()).isFalse();
        assertThat(planned.at("/items/0/injectedBefore").asLong()).isZero();
        for (String point : List.of("middle", "sent", "done")) {
            try (BatonProcess injecting =
                    sites.start(plus(sites.environment(), "inject:" + point), "salvage", "inject", "--execute")) {
                assertThat(injecting.await(Duration.ofSeconds(60)).exitCode())
                        .as(injecting.err())
                        .isEqualTo(137);
            }
        }
        Random random = new Random();
        try (BatonProcess injecting = sites.start("salvage", "inject", "--execute")) {
            await().pollDelay(Duration.ofMillis(900 + random.nextInt(1_200))).until(() -> true);
            injecting.kill();
        }

        // When
        JsonNode report = sites.run(ExitCode.DONE, "salvage", "inject", "--execute");

        // Then
        for (TopicPartition partition : PARTITIONS) {
            JsonNode item = item(report, partition);
            assertThat(item.get("injectedBefore").asLong()
                            + item.get("injected").asLong())
                    .as(item.toString())
                    .isEqualTo(onlyAtEast.get(partition).size());
        }
        assertLedger();
        JsonNode customers = item(report, new TopicPartition("customers", 0));
        assertThat(customers.get("injectedBefore").asLong()
                        + customers.get("injected").asLong())
                .isEqualTo(15);
        assertThat(customers.get("superseded").asLong()).isEqualTo(5);
    }

    @Test
    @Order(5)
    void shouldFindNothingToDoAnotherTimeAlsoFromAFile() throws IOException {
        // When
        JsonNode again = sites.run(ExitCode.DONE, "salvage", "inject", "--execute");
        east.kill();
        JsonNode fromFile = sites.run(
                ExitCode.DONE,
                "salvage",
                "inject",
                "--file",
                directory.resolve("east.salvage").toString(),
                "--execute");

        // Then
        for (JsonNode report : List.of(again, fromFile)) {
            assertThat(report.get("items"))
                    .hasSize(4)
                    .allSatisfy(
                            item -> assertThat(item.get("injected").asLong()).isZero());
        }
        assertLedger();
    }

    @Test
    @Order(6)
    void shouldRefuseWhatItCannotTell() {
        // Given
        TwoSites turned = new TwoSites(west, east, directory);

        // When, then
        assertThat(turned.cli("salvage", "list").expect(ExitCode.REFUSED).err())
                .contains("no Baton mirror ever ran from west to east");
        sites.config();
        assertThat(sites.cli("salvage", "list", "--topic", "nothing")
                        .expect(ExitCode.DONE)
                        .out())
                .contains("nothing was switched");
        atEast.delete("orders");
        atEast.create("orders", 2, Map.of());
        JsonNode report = sites.run(ExitCode.REFUSED, "salvage", "list");
        assertThat(item(report, PARTITIONS.get(0)).get("reason").asText())
                .contains("deleted and made anew on the source");
    }

    // ---- what the ledger says

    private void assertLedger() {
        for (TopicPartition partition : PARTITIONS) {
            List<Log.Entry> log = Log.read(west, partition);
            List<String> values = log.stream().map(Log.Entry::value).toList();
            assertThat(values).as(partition.toString()).doesNotHaveDuplicates();
            List<Log.Entry> injected =
                    log.stream().filter(entry -> entry.origin() != null).toList();
            assertThat(injected.stream().map(Log.Entry::value).toList()).isEqualTo(onlyAtEast.get(partition));
            assertThat(values).containsAll(local(partition));
            if (east.isUp()) {
                assertOrigins(partition, injected);
            }
        }
    }

    private void assertOrigins(TopicPartition partition, List<Log.Entry> injected) {
        Map<Long, String> originals =
                Log.read(east, partition).stream().collect(Collectors.toMap(Log.Entry::offset, Log.Entry::value));
        assertThat(injected).allSatisfy(entry -> {
            JsonNode origin = TwoSites.parse(String.valueOf(entry.origin()));
            assertThat(origin.get("topic").asText()).isEqualTo(partition.topic());
            assertThat(originals.get(origin.get("offset").asLong())).isEqualTo(entry.value());
        });
    }

    private static List<String> local(TopicPartition partition) {
        return IntStream.range(0, LOCAL)
                .mapToObj(i -> "west-" + partition + "-" + i)
                .toList();
    }

    private void produceAtWest(TopicPartition partition) {
        try (var producer = new KafkaProducer<>(
                west.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (String value : local(partition)) {
                var unused = producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), "k", value));
            }
            producer.flush();
        }
    }

    private static long endOf(TestData data, TopicPartition partition) {
        try {
            return data.end(partition.topic(), partition.partition());
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private static JsonNode item(JsonNode report, TopicPartition partition) {
        for (JsonNode item : report.get("items")) {
            if (item.get("topic").asText().equals(partition.topic())
                    && item.get("partition").asInt() == partition.partition()) {
                return item;
            }
        }
        throw new AssertionError(partition + " is not in " + report);
    }

    private Path cut(String name, byte[] bytes, int length) throws IOException {
        Path path = directory.resolve(name);
        Files.deleteIfExists(path);
        byte[] front = Arrays.copyOf(bytes, length);
        return Files.write(path, front, StandardOpenOption.CREATE_NEW);
    }

    private static String end(Path file) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        return lines.get(lines.size() - 1);
    }

    private static Map<String, String> plus(Map<String, String> environment, String halt) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put("BATON_TEST_HALT_AT", halt);
        return more;
    }
}
