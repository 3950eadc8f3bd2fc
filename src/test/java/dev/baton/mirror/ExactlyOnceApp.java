package dev.baton.mirror;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Consumes, processes and produces in one transaction, until it is closed: for each input one output, whose key names the
 * input's place, and with both the commit of the input. Every fifth transaction is aborted and done again.
 */
final class ExactlyOnceApp implements AutoCloseable {
    private static final int RECORDS_A_TRANSACTION = 50;
    private static final int ABORT_EVERY = 5;

    private final KafkaCluster cluster;
    private final String group;
    private final String from;
    private final String to;
    private final byte[] output;
    private final AtomicLong done = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopping;
    private int transactions;

    /** @param outputBytes size of what is produced for each input */
    ExactlyOnceApp(KafkaCluster cluster, String group, String from, String to, int outputBytes) {
        this.cluster = cluster;
        this.group = group;
        this.from = from;
        this.to = to;
        this.output = new byte[outputBytes];
        this.thread = new Thread(this::run, group);
        thread.start();
    }

    /** The key of what is produced for an input. */
    static String keyOf(TopicPartition partition, long offset) {
        return partition.partition() + "-" + offset;
    }

    /** How many inputs are processed. */
    long done() {
        return done.get();
    }

    private void run() {
        try (var consumer = new KafkaConsumer<>(
                        cluster.clientProperties(
                                "group.id",
                                group,
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                "false",
                                "max.poll.records",
                                RECORDS_A_TRANSACTION),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(
                        cluster.clientProperties("transactional.id", group),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            while (!stopping) {
                ConsumerRecords<byte[], byte[]> inputs = consumer.poll(Duration.ofMillis(100));
                if (!inputs.isEmpty()) {
                    process(inputs, consumer, producer);
                }
            }
        }
    }

    private void process(
            ConsumerRecords<byte[], byte[]> inputs,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<String, byte[]> producer) {
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> input : inputs) {
            var unused = producer.send(outputOf(input));
        }
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
        inputs.partitions()
                .forEach(p -> read.put(
                        p, new OffsetAndMetadata(lastOf(inputs.records(p)).offset() + 1)));
        producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
        if (++transactions % ABORT_EVERY == 0) {
            producer.flush();
            producer.abortTransaction();
            inputs.partitions()
                    .forEach(p -> consumer.seek(p, inputs.records(p).get(0).offset()));
        } else {
            producer.commitTransaction();
            done.addAndGet(inputs.count());
        }
    }

    private static <T> T lastOf(List<T> some) {
        return some.get(some.size() - 1);
    }

    private ProducerRecord<String, byte[]> outputOf(ConsumerRecord<byte[], byte[]> input) {
        String key = keyOf(new TopicPartition(input.topic(), input.partition()), input.offset());
        return new ProducerRecord<>(to, key, output);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join(Duration.ofSeconds(60).toMillis());
    }
}
