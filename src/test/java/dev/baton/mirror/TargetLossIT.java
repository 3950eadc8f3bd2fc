package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that comes back without what it had acknowledged. */
@WithClusters
class TargetLossIT {
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    TargetLossIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Tag("long")
    void shouldSayWhatTheTargetLostAndCopyItAgain() throws Exception {
        // Given
        create("valued");
        send("valued", 0, RECORDS);
        Path config = config("valued", "groups: none, offsets: auto");
        once(config);
        // When
        new TestData(west).loseLog("valued", 0);
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config.toString())) {
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(mirror.err())
                        .contains("the target lost what it had acknowledged: valued-0 ends at 0 and had ended at 100");
                assertThat(values("valued")).isEqualTo(expected());
                assertThat(status(config)).contains("the target lost what it had acknowledged");
            });
        }
    }

    /**
     * The target holds a fence at 0, records at 1 to 99, another fence, and the last record at 101. Either loss leaves its
     * log as long, with the fence of the next owner, as if a record more had survived.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 101})
    void shouldCopyEachLostRecordAgainWhenMappedThoughAFenceTakesTheFirstOffsetOfTheLoss(long lostFrom)
            throws Exception {
        // Given
        String topic = "mapped-" + lostFrom;
        Path config = config(topic, "groups: none, offsets: map");
        create(topic);
        send(topic, 0, RECORDS - 1);
        once(config);
        send(topic, RECORDS - 1, RECORDS);
        once(config);
        assertThat(new TestData(west).end(topic, 0)).isEqualTo(RECORDS + 2);
        // When
        new TestData(west).loseTail(topic, 0, lostFrom);
        BatonProcess.Result healing = once(config);
        // Then
        assertThat(values(topic)).isEqualTo(expected());
        assertThat(healing.err())
                .contains("the target lost what it had acknowledged: " + topic + "-0 ends at " + lostFrom
                        + " and had ended at 102");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("long")
    void shouldRefuseAPartitionAndLeaveItsGroupsWhereTheyAreWhenItsOffsetMapIsLostOrItsEnd(boolean whole)
            throws Exception {
        // Given source offsets that lie ahead of the target's, since markers and aborted records are left out
        String topic = "lost-map-" + whole;
        Path config = config(topic, "groups: %s, offsets: map".formatted(topic));
        String map = InternalTopics.offsetMap("east");
        int shard = InternalTopics.shardOf(topic, 0);
        TestData target = new TestData(west);
        create(topic);
        new TestData(east).produceInTransactions(topic, 50);
        once(config);
        long lostFrom = target.end(map, shard);
        new TestData(east).produceInTransactions(topic, 50);
        new TestData(east).commit(topic, topic, 0, 70, "");
        once(config);
        long end = target.end(topic, 0);
        long committed = target.committed(topic, topic);
        assertThat(committed).isLessThan(70);
        // When
        if (whole) {
            target.loseLog(map, shard);
        } else {
            target.loseTail(map, shard, lostFrom);
        }
        new TestData(east).produceInTransactions(topic, 50);
        BatonProcess.Result refused = mirror(config);
        // Then
        assertThat(target.committed(topic, topic)).isEqualTo(committed);
        assertThat(target.end(topic, 0)).isEqualTo(end);
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .contains("the offset map of " + topic + "-0 was lost", "baton mirror --remirror " + topic);
    }

    private static BatonProcess.Result once(Path config) {
        BatonProcess.Result result = mirror(config);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static BatonProcess.Result mirror(Path config) {
        return BatonProcess.run("mirror", "--once", "-c", config.toString());
    }

    private static String status(Path config) {
        return BatonProcess.run("inspect", "status", "-o", "json", "-c", config.toString())
                .out();
    }

    private void create(String topic) {
        new TestData(east).create(topic, 1, Map.of());
    }

    private void send(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            expected().subList(from, to).forEach(value -> {
                var unused = producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
            });
        }
    }

    private List<String> values(String topic) {
        return new ClusterLog(west.bootstrap())
                .raw(topic).stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static List<String> expected() {
        return IntStream.range(0, RECORDS).mapToObj(i -> "value " + i).toList();
    }

    private Path config(String topic, String keys) throws Exception {
        return Files.writeString(
                directory.resolve("baton.yaml"),
                Flows.yaml(
                        east.bootstrap(),
                        west.bootstrap(),
                        "topics: %s, replication.factor: 1, %s".formatted(topic, keys)));
    }
}
