package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The remedy that messages name for a topic that cannot go on as it is, followed to its end. */
@Tag("long")
@WithClusters
class RemirrorIT {
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    RemirrorIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldMirrorAnewWhenTheTopicWasDeletedOnTheTargetAsTheMessageSays() throws Exception {
        // Given two topics, one of them mapped, of which the source lost what was not mirrored yet
        for (String topic : List.of("kept", "mapped")) {
            create(topic);
            write(topic);
        }
        BatonProcess.Result first = once();
        assertThat(first.exitCode()).as(first.err()).isZero();
        for (String topic : List.of("kept", "mapped")) {
            write(topic);
            deleteBefore(topic, RECORDS + 50);
        }
        BatonProcess.Result stopped = once();
        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(3);
        assertThat(stopped.err())
                .contains("delete topic kept on the target, then run baton mirror --remirror kept")
                .contains("delete topic mapped on the target, then run baton mirror --remirror mapped");

        // When it is run before the topic was deleted
        BatonProcess.Result tooEarly = once("--remirror", "kept");
        // Then
        assertThat(tooEarly.exitCode()).as(tooEarly.err()).isEqualTo(3);

        // When the topic is gone, and somebody mirrors as ever
        delete("kept", "mapped");
        BatonProcess.Result asEver = once();
        // Then
        assertThat(asEver.exitCode()).as(asEver.err()).isEqualTo(3);
        assertThat(asEver.err())
                .contains("was deleted and made anew on the target", "run baton mirror --remirror kept");

        // When
        commit("reader", new TopicPartition("kept", 0), RECORDS + 70);
        BatonProcess.Result anew = once("--remirror", "kept", "--remirror", "mapped");
        // Then
        assertThat(anew.exitCode()).as(anew.err()).isZero();
        assertThat(values("kept")).isEqualTo(expected("kept"));
        assertThat(values("mapped")).isEqualTo(expected("mapped"));
        assertThat(committed("reader", new TopicPartition("kept", 0))).isEqualTo(RECORDS + 70);

        // When it goes on as ever
        write("kept");
        write("mapped");
        BatonProcess.Result again = once();
        // Then
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(values("kept")).hasSize(RECORDS + 50);
        assertThat(values("mapped")).hasSize(RECORDS + 50);
    }

    @Test
    void shouldRefuseATopicThatTheFlowHasNot() {
        BatonProcess.Result result = once("--remirror", "kpet");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("--remirror kpet: the flow has no such topic");
    }

    private BatonProcess.Result once(String... options) {
        String config = Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: 'kept|mapped', offsets.map: mapped, groups: reader, replication.factor: 1");
        return BatonProcess.run(
                Map.of(),
                config,
                Stream.concat(Stream.of("mirror", "--once", "-c", "/dev/stdin"), Arrays.stream(options))
                        .toArray(String[]::new));
    }

    private void create(String topic) throws Exception {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private void write(String topic) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused =
                        producer.send(new ProducerRecord<>(topic, (topic + " " + i).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private void deleteBefore(String topic, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private void delete(String... topics) throws Exception {
        try (Admin admin = west.admin()) {
            admin.deleteTopics(List.of(topics)).all().get(20, TimeUnit.SECONDS);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(List.of(topics)::contains));
        }
    }

    private void commit(String group, TopicPartition partition, long offset) throws Exception {
        try (Admin admin = east.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private long committed(String group, TopicPartition partition) throws Exception {
        try (Admin admin = west.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(partition)
                    .offset();
        }
    }

    private List<String> values(String topic) {
        return new ClusterLog(west.bootstrap())
                .raw(topic).stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
    }

    private static List<String> expected(String topic) {
        List<String> values = new ArrayList<>();
        for (int i = 50; i < RECORDS; i++) {
            values.add(topic + " " + i);
        }
        return values;
    }
}
