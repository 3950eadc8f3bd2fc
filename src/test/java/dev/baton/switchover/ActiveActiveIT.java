package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both clusters are active and mirror each other. A region's group reads its own topic and the copy of the other's; switched
 * over, what was its own is a copy there and what was a copy is the original.
 */
@WithClusters
class ActiveActiveIT {
    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Path directory;
    private final List<String> read = new ArrayList<>();

    ActiveActiveIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.directory = directory;
    }

    @Test
    void shouldSwitchARegionWithItsOwnAndItsMirroredTopics() throws IOException {
        // Given
        new TestData(east).create("orders", 1, Map.of());
        new TestData(west).create("orders", 1, Map.of());
        // transactions leave markers, so that the copies have offsets of their own where they are mapped
        new TestData(east).produceInTransactions("orders", 200);
        new TestData(west).produceInTransactions("orders", 300);
        String config = config();
        try (BatonProcess eastward = mirror(config, "west", "east");
                BatonProcess westward = mirror(config, "east", "west");
                var atWest = producer(west)) {
            await("mirrored: " + eastward.err() + westward.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> end(east, "west.orders") > 300 && end(west, "east.orders") > 200);
            consume(east, List.of("orders", "west.orders"), () -> seen("east ") < 30 || seen("west ") < 30);
            IntStream.range(0, 50).forEach(i -> send(atWest, "live-" + i));
            atWest.flush();

            // When
            JsonNode report = TwoSites.parse(CliRun.in(
                            directory,
                            Map.of("XDG_STATE_HOME", directory.resolve("state").toString()),
                            "switch",
                            "--mode",
                            "planned",
                            "--group",
                            "region",
                            "--from",
                            "east",
                            "--to",
                            "west",
                            "--execute",
                            "-c",
                            config,
                            "-o",
                            "json")
                    .expect(ExitCode.DONE)
                    .out());
            IntStream.range(50, 80).forEach(i -> send(atWest, "live-" + i));
            atWest.flush();

            // Then
            assertThat(report.at("/groups/0/partitions"))
                    .hasSize(2)
                    .allSatisfy(partition ->
                            assertThat(partition.get("confidence").asText()).isEqualTo("exact"));
            List<String> topics = new ArrayList<>();
            report.at("/groups/0/partitions")
                    .forEach(p -> topics.add(p.get("topic").asText()));
            assertThat(topics).containsExactlyInAnyOrder("east.orders", "orders");
            List<String> expected = new ArrayList<>(values(east, "orders", "east "));
            expected.addAll(values(west, "orders", "west "));
            consume(west, List.of("orders", "east.orders"), () -> read.size() < expected.size());
            assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private long seen(String region) {
        return read.stream().filter(value -> value.startsWith(region)).count();
    }

    private void send(KafkaProducer<String, String> producer, String value) {
        var unused = producer.send(new ProducerRecord<>("orders", 0, "k", value));
    }

    private String config() throws IOException {
        String flow = """
                  - from: %s
                    to: %s
                    topics: ".*orders"
                    replication.policy: default
                """;
        String text = """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                """.formatted(east.bootstrap(), west.bootstrap())
                + flow.formatted("east", "west")
                + flow.formatted("west", "east");
        return Files.writeString(directory.resolve("baton.yaml"), text).toString();
    }

    private static BatonProcess mirror(String config, String from, String to) {
        return BatonProcess.start("mirror", "--from", from, "--to", to, "-c", config);
    }

    private static KafkaProducer<String, String> producer(KafkaCluster cluster) {
        return new KafkaProducer<>(cluster.clientProperties(), new StringSerializer(), new StringSerializer());
    }

    private static long end(KafkaCluster cluster, String topic) {
        try {
            return new TestData(cluster).end(topic, 0);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** The group's application, wherever it runs: it remembers what it read of which region. */
    private void consume(KafkaCluster cluster, List<String> topics, BooleanSupplier goesOn) {
        try (var consumer = consumer(cluster, "group.id", "region", "max.poll.records", 20)) {
            consumer.subscribe(topics);
            long enough = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (goesOn.getAsBoolean() && System.nanoTime() < enough) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    boolean own = record.topic().equals("orders");
                    String region = (cluster == east) == own ? "east " : "west ";
                    read.add(region + record.value());
                    consumer.commitSync(Map.of(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1)));
                }
            }
        }
    }

    private static List<String> values(KafkaCluster cluster, String topic, String prefix) {
        List<String> values = new ArrayList<>();
        try (var consumer = consumer(cluster)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(prefix + record.value()));
            }
        }
        return values;
    }

    private static KafkaConsumer<String, String> consumer(KafkaCluster cluster, Object... more) {
        Map<String, Object> properties = cluster.clientProperties(more);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    }
}
