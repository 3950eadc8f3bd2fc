package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Very many partitions, few of which are busy.
 *
 * @param busy how many of them, spread over the topics
 */
record ManyPartitions(int topics, int partitions, int busy) {
    static final String PATTERN = "many-.*";
    private static final String GROUP = "many-readers";
    private static final int TOPICS_A_REQUEST = 10;
    private static final int LIMIT_SECONDS = 400;

    int all() {
        return topics * partitions;
    }

    void create(KafkaCluster cluster) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = cluster.admin()) {
            for (int from = 0; from < topics; from += TOPICS_A_REQUEST) {
                List<NewTopic> some = new ArrayList<>();
                for (int t = from; t < Math.min(topics, from + TOPICS_A_REQUEST); t++) {
                    some.add(new NewTopic(name(t), partitions, (short) 1));
                }
                admin.createTopics(some).all().get(120, TimeUnit.SECONDS);
            }
        }
        // a broker that was told of so many is busy for a while
        writeOneToEach(cluster);
    }

    private static String name(int topic) {
        return "many-" + topic;
    }

    List<TopicPartition> busyPartitions() {
        List<TopicPartition> chosen = new ArrayList<>();
        for (int i = 0; i < busy; i++) {
            chosen.add(new TopicPartition(name(i % topics), i / topics % partitions));
        }
        return chosen;
    }

    private List<TopicPartition> allPartitions() {
        List<TopicPartition> every = new ArrayList<>();
        for (int t = 0; t < topics; t++) {
            for (int p = 0; p < partitions; p++) {
                every.add(new TopicPartition(name(t), p));
            }
        }
        return every;
    }

    /** Gives how many records there are now. */
    long writeOneToEach(KafkaCluster east) throws InterruptedException, ExecutionException, TimeoutException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties(
                        "delivery.timeout.ms", 300_000, "request.timeout.ms", 60_000, "max.block.ms", 300_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (TopicPartition p : allPartitions()) {
                var unused = producer.send(new ProducerRecord<>(p.topic(), p.partition(), null, new byte[100]));
            }
            producer.flush();
        }
        return total(east);
    }

    /** Seconds from the start until less than these records are missing on the target; any of the new ones is enough. */
    double awaitAny(KafkaCluster west, long records, long startNanos) throws InterruptedException {
        return awaitRecords(west, records - all() + 1, startNanos);
    }

    /** Seconds from the start until all are there. */
    double awaitAll(KafkaCluster west, long records, long startNanos) throws InterruptedException {
        return awaitRecords(west, records, startNanos);
    }

    private double awaitRecords(KafkaCluster west, long records, long startNanos) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (total(west) < records) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        total(west) + " of " + records + " records after " + LIMIT_SECONDS + " s");
            }
            Thread.sleep(300);
        }
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Records of all partitions; those of topics that do not exist yet count as none. */
    private long total(KafkaCluster cluster) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        allPartitions().forEach(p -> asked.put(p, OffsetSpec.latest()));
        long total = 0;
        try (Admin admin = cluster.admin()) {
            var names = admin.listTopics().names().get(60, TimeUnit.SECONDS);
            asked.keySet().removeIf(p -> !names.contains(p.topic()));
            if (asked.isEmpty()) {
                return 0;
            }
            for (var end :
                    admin.listOffsets(asked).all().get(60, TimeUnit.SECONDS).values()) {
                total += end.offset();
            }
            return total;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return 0;
        }
    }

    /**
     * Waits until all records of the source are on the target, and holds those of the busy partitions against each other.
     *
     * @return how many they are
     * @throws IllegalStateException where they are not the same
     */
    long compareBusy(KafkaCluster east, KafkaCluster west) throws InterruptedException {
        awaitAll(west, total(east), System.nanoTime());
        Map<TopicPartition, Contents> here = Contents.of(east, busyPartitions());
        Map<TopicPartition, Contents> there = Contents.of(west, busyPartitions());
        List<String> differences = here.keySet().stream()
                .filter(partition -> !here.get(partition).equals(there.get(partition)))
                .map(partition -> partition + ": " + here.get(partition) + " on the source, " + there.get(partition)
                        + " on the target")
                .toList();
        if (!differences.isEmpty()) {
            throw new IllegalStateException(differences.size() + " busy partitions differ: "
                    + String.join("; ", differences.subList(0, Math.min(3, differences.size()))));
        }
        return here.values().stream().mapToLong(Contents::records).sum();
    }

    void commit(KafkaCluster east, long offset) {
        try (Admin admin = east.admin()) {
            TestData.commit(admin, GROUP, name(0), 0, offset, "");
        }
    }

    /** Milliseconds from a commit on the source until it is seen on the target. */
    long commitAndAwait(KafkaCluster east, KafkaCluster west)
            throws InterruptedException, ExecutionException, TimeoutException {
        TopicPartition partition = new TopicPartition(name(0), 0);
        try (Admin source = east.admin();
                Admin target = west.admin()) {
            long before = source.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(partition)
                    .offset();
            TestData.commit(source, GROUP, partition.topic(), 0, before + 1, "");
            long start = System.nanoTime();
            while (true) {
                var there = target.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get(20, TimeUnit.SECONDS)
                        .get(partition);
                long millis = (System.nanoTime() - start) / 1_000_000;
                if (there != null && there.offset() == before + 1) {
                    return millis;
                }
                if (millis > 60_000) {
                    throw new IllegalStateException("a commit is not carried over after a minute");
                }
                Thread.sleep(20);
            }
        }
    }

    @Override
    public String toString() {
        return String.format("%,d, %,d", all(), busy);
    }
}
