package dev.baton.testkit;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/** Groups of every kind on one cluster, made by the clients that make them. */
public record TestGroups(KafkaCluster cluster, Path directory) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A group that reads all of partition 0 and commits; then its consumer is gone. */
    public void consume(String group, String protocol, String topic) {
        try (KafkaConsumer<String, String> consumer = consumer(group, protocol)) {
            consumer.subscribe(List.of(topic));
            readAll(consumer, topic);
        }
    }

    /** The same without membership. */
    public void assign(String group, String topic) {
        try (KafkaConsumer<String, String> consumer = consumer(group, "classic")) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            readAll(consumer, topic);
        }
    }

    /** A share group that has taken some records. */
    public void share(String group, String topic) {
        new TestData(cluster).configureGroup(group, "share.auto.offset.reset", "earliest");
        try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                cluster.clientProperties("group.id", group), new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(PATIENCE)
                    .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
            consumer.commitSync();
        }
    }

    /** A Streams application that has read all of partition 0 and committed; then it is gone. */
    public void streams(String group, String protocol, String guarantee, String topic) {
        TestData data = new TestData(cluster);
        long end = data.end(topic, 0);
        try (KafkaStreams application = startStreams(group, protocol, guarantee, topic)) {
            await().atMost(PATIENCE).until(() -> {
                Map<TopicPartition, OffsetAndMetadata> commits = data.committed(group);
                OffsetAndMetadata read = commits.get(new TopicPartition(topic, 0));
                return application.state() == KafkaStreams.State.RUNNING
                        && read != null
                        && read.offset() == end
                        && commits.keySet().stream().anyMatch(p -> p.topic().endsWith("-repartition"));
            });
            // its members would otherwise stay in the group until their session ends
            application.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    /** One that runs. It counts by value, so that it has a topic to repartition by and one that keeps its state. */
    public KafkaStreams startStreams(String group, String protocol, String guarantee, String topic) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                directory.resolve(cluster.name() + group).toString());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "500");
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        properties.put("auto.offset.reset", "earliest");
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(topic)
                .selectKey((key, value) -> value)
                .groupByKey()
                .count(Materialized.as(Stores.inMemoryKeyValueStore("counts")));
        KafkaStreams application = new KafkaStreams(builder.build(), properties);
        application.start();
        await().atMost(PATIENCE).until(() -> application.state() == KafkaStreams.State.RUNNING);
        return application;
    }

    /** A consumer that has not subscribed yet; starts at the log's start where nothing is committed. */
    public KafkaConsumer<String, String> consumer(String group, String protocol) {
        return new KafkaConsumer<>(
                cluster.clientProperties(
                        "group.id",
                        group,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private void readAll(KafkaConsumer<String, String> consumer, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        long end = new TestData(cluster).end(topic, 0);
        await().atMost(PATIENCE).until(() -> {
            consumer.poll(Duration.ofMillis(200));
            return consumer.assignment().contains(partition) && consumer.position(partition) == end;
        });
        consumer.commitSync();
    }
}
