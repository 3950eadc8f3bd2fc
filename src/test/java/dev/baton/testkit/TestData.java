package dev.baton.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;

/** What tests put on a cluster and read from it with Kafka's own clients: topics, records, commits, members. */
public record TestData(KafkaCluster cluster) {

    /** One question to an Admin. */
    private interface Asked<T> {
        KafkaFuture<T> of(Admin admin);
    }

    private <T> T ask(Asked<T> asked) {
        try (Admin admin = cluster.admin()) {
            return asked.of(admin).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public TestData create(String topic, int partitions, Map<String, String> configs) {
        ask(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                .all());
        return this;
    }

    public TestData configure(String topic, String name, String value) {
        configure(ConfigResource.Type.TOPIC, topic, name, value);
        return this;
    }

    private void configure(ConfigResource.Type type, String what, String name, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        ask(admin -> admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, what), List.of(set)))
                .all());
    }

    /** One partition on these nodes, the first of which leads it. */
    public TestData createOn(String topic, Integer... nodes) {
        ask(admin -> admin.createTopics(List.of(new NewTopic(topic, Map.of(0, List.of(nodes)))))
                .all());
        return this;
    }

    /** A quota for each client that has none of its own, such as {@code producer_byte_rate}. */
    public TestData quota(String name, double value) {
        return alterQuota(new ClientQuotaAlteration.Op(name, value));
    }

    public TestData removeQuota(String name) {
        return alterQuota(new ClientQuotaAlteration.Op(name, null));
    }

    private TestData alterQuota(ClientQuotaAlteration.Op change) {
        ClientQuotaEntity everyClient =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        ask(admin -> admin.alterClientQuotas(List.of(new ClientQuotaAlteration(everyClient, List.of(change))))
                .all());
        return this;
    }

    /** A user for clients that come in by SCRAM-SHA-512. */
    public TestData user(String name, String password) {
        ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096);
        ask(admin -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name, kind, password)))
                .all());
        return this;
    }

    /** Deletes a topic and waits until its name is free. */
    public void delete(String topic) {
        ask(admin -> admin.deleteTopics(List.of(topic)).all());
        for (int i = 0; i < 100 && ask(admin -> admin.listTopics().names()).contains(topic); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** Records {@code k0, v0} and so on, a millisecond apart. */
    public void produce(String topic, int partition, int count, long firstTime) {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties("linger.ms", 5, "compression.type", "lz4"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, partition, firstTime + i, "k" + i, "v" + i));
            }
            producer.flush();
        }
    }

    /** Records of these values in partition 0, without keys. */
    public void send(String topic, List<String> values) {
        try (var producer =
                new KafkaProducer<>(cluster.clientProperties(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
        }
    }

    /** Ten records a transaction, every fifth transaction aborted. */
    public void produceInTransactions(String topic, int count) {
        try (var producer = new KafkaProducer<>(
                cluster.clientProperties(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int transaction = 0; transaction < count / 10; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 10; i++) {
                    var unused =
                            producer.send(new ProducerRecord<>(topic, 0, "k", topic + "-" + transaction + "-" + i));
                }
                producer.flush();
                if (transaction % 5 == 4) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    public void commit(String group, String topic, int partition, long offset, String metadata) {
        try (Admin admin = cluster.admin()) {
            commit(admin, group, topic, partition, offset, metadata);
        }
    }

    /** The same with an Admin that the test keeps. */
    public static void commit(Admin admin, String group, String topic, int partition, long offset, String metadata) {
        try {
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset, metadata)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All commits of a group; none where there is no such group. */
    public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return ask(admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    public long committed(String group, String topic) {
        return committed(group).get(new TopicPartition(topic, 0)).offset();
    }

    /** Sets a config of a group. */
    public void configureGroup(String group, String name, String value) {
        configure(ConfigResource.Type.GROUP, group, name, value);
    }

    /** Names of all groups. */
    public List<String> groups() {
        return ask(admin -> admin.listGroups().all()).stream()
                .map(listing -> listing.groupId())
                .sorted()
                .toList();
    }

    public long end(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return ask(admin ->
                        admin.listOffsets(Map.of(asked, OffsetSpec.latest())).partitionResult(asked))
                .offset();
    }

    /** The node that leads a partition. */
    public int leader(String topic, int partition) {
        return described(topic).get(partition).leader().id();
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) {
        return described(topic).size();
    }

    private List<TopicPartitionInfo> described(String topic) {
        return ask(admin -> admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .partitions();
    }

    /** The node that knows the commits of each group; of groups that exist. */
    public Map<String, Integer> coordinators(Collection<String> groups) {
        Map<String, Integer> nodes = new TreeMap<>();
        ask(admin -> admin.describeConsumerGroups(groups).all())
                .forEach((group, description) ->
                        nodes.put(group, description.coordinator().id()));
        return nodes;
    }

    /** The id by which the topic of that name is told from those that had it before. */
    public Uuid topicId(String topic) {
        return ask(admin ->
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .topicId();
    }

    /** Who has written to a partition of late, as its leader remembers. */
    public List<ProducerState> producers(String topic, int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return ask(admin -> admin.describeProducers(List.of(asked)).partitionResult(asked))
                .activeProducers();
    }

    /** The directory of a partition's log, of a cluster of one node. */
    public Path log(String topic, int partition) {
        return Path.of(ask(admin -> admin.describeLogDirs(List.of(1)).allDescriptions())
                        .get(1)
                        .keySet()
                        .iterator()
                        .next())
                .resolve(topic + "-" + partition);
    }

    /** What a replaced disk does to a partition without replicas: the topic is the same, its records are gone. */
    public void loseLog(String topic, int partition) throws IOException {
        Path log = log(topic, partition);
        cluster.stop();
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("partition.metadata")) {
                    Files.delete(file);
                }
            }
        }
        forgetLogStart(log, new TopicPartition(topic, partition));
        cluster.revive();
    }

    // the new log would begin where the old one began; the file has the starts of all partitions in that directory
    private static void forgetLogStart(Path log, TopicPartition partition) throws IOException {
        OffsetCheckpointFile starts = new OffsetCheckpointFile(
                log.resolveSibling("log-start-offset-checkpoint").toFile(), new LogDirFailureChannel(1));
        Map<TopicPartition, Long> rest = new HashMap<>(starts.read());
        rest.remove(partition);
        starts.write(rest);
    }

    /**
     * What an unclean election does: the log of a partition without replicas ends with the batch before the one that holds
     * the offset. Its only segment is cut.
     */
    public void loseTail(String topic, int partition, long offset) throws IOException {
        Path log = log(topic, partition);
        cluster.stop();
        cut(log.resolve("00000000000000000000.log"), offset);
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                if (file.toString().matches(".*\\.(index|timeindex|snapshot)")) {
                    Files.delete(file);
                }
            }
        }
        // the broker looks at a log anew only where it did not go down in order
        Files.deleteIfExists(log.resolveSibling(".kafka_cleanshutdown"));
        cluster.revive();
    }

    private static void cut(Path segment, long offset) throws IOException {
        try (FileRecords records = FileRecords.open(segment.toFile())) {
            int size = 0;
            for (FileChannelRecordBatch batch : records.batches()) {
                if (batch.lastOffset() >= offset) {
                    break;
                }
                size += batch.sizeInBytes();
            }
            records.truncateTo(size);
        }
    }

    /** The record that a group reads first which stands at an offset of partition 0. */
    public String valueAt(String topic, long offset) {
        try (var consumer = new KafkaConsumer<>(
                cluster.clientProperties("isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            for (int i = 0; i < 100; i++) {
                var records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    return records.iterator().next().value();
                }
            }
            throw new AssertionError("no record at or after " + offset + " of " + topic);
        }
    }

    /** A consumer, {@code the-member}, that has joined a group and never commits by itself. */
    public KafkaConsumer<String, String> member(String group, String topic) {
        KafkaConsumer<String, String> consumer = consumer(group, topic);
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(100));
        }
        return consumer;
    }

    /** The same before its first poll. */
    public KafkaConsumer<String, String> consumer(String group, String topic) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                cluster.clientProperties(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "the-member",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }
}
