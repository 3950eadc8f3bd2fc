package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import dev.baton.testkit.UnprivilegedTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code scripts/bench transactions}: a source that is written in transactions, one a partition at a time, mirrored with
 * preserved offsets: each commit marker is a gap that the mirror fills, by WriteTxnMarkers, and, if asked for, on a target that
 * gives no right to that, by empty transactions of its own. Beside it how many transactions a second the source took from its
 * producers, and how many MirrorMaker 2 copies.
 */
public final class BenchTransactions {
    private static final String USAGE = """
            scripts/bench transactions [--transactions N] [--size N] [--partitions N] [--without-right]
              --transactions N  default 12000
              --size N          records of 100 B in each; default 100
              --partitions N    each with a producer of its own; default 6
              --without-right   measures Baton a second time, on a target where it may not write markers itself""";
    private static final String WITHOUT_RIGHT = "--without-right";
    private static final String TOPIC = "bench-transactions";
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final long transactions;
    private final int size;
    private final int partitions;
    private final boolean withoutRight;

    private BenchTransactions(Map<String, Long> options, boolean withoutRight) {
        this.withoutRight = withoutRight;
        this.transactions = options.get("--transactions");
        this.size = options.get("--size").intValue();
        this.partitions = options.get("--partitions").intValue();
    }

    public static void main(String[] arguments) throws Exception {
        List<String> numbers = new ArrayList<>(List.of(arguments));
        boolean withoutRight = numbers.remove(WITHOUT_RIGHT);
        try {
            new BenchTransactions(
                            NumberOptions.parse(
                                    numbers.toArray(String[]::new),
                                    Map.of("--transactions", 12_000L, "--size", 100L, "--partitions", 6L)),
                            withoutRight)
                    .run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    private void run() throws Exception {
        Launched.prepare();
        try (KafkaCluster east = Rig.broker("east").start()) {
            long began = System.nanoTime();
            write(east);
            double taken = transactions / ((System.nanoTime() - began) / 1e9);
            long offsets = ends(east);
            Rig.awaitIdle();
            Measurement baton = baton(east, offsets);
            Optional<Measurement> coordinated =
                    withoutRight ? Optional.of(batonWithoutRight(east, offsets)) : Optional.empty();
            Measurement mm2 = mirrorMaker2(east);
            System.out.printf(
                    Locale.ROOT,
                    "%,d transactions of %d records on %d partitions, %,d offsets%n",
                    transactions,
                    size,
                    partitions,
                    offsets);
            System.out.printf(Locale.ROOT, "  %-34s %10.0f transactions/s%n", "the source took", taken);
            show("baton, offsets preserved", baton, taken);
            coordinated.ifPresent(measured -> show("the same by the coordinator", measured, taken));
            show("mirrormaker 2", mm2, taken);
        }
    }

    /** By the time between the first record and the last on the target. */
    private void show(String who, Measurement mirror, double taken) {
        OptionalDouble seconds =
                mirror.firstSeconds().isPresent() && mirror.allSeconds().isPresent()
                        ? OptionalDouble.of(mirror.allSeconds().getAsDouble()
                                - mirror.firstSeconds().getAsDouble())
                        : OptionalDouble.empty();
        double rate = transactions / seconds.orElse(Double.NaN);
        System.out.printf(
                Locale.ROOT,
                "  %-34s %10.0f transactions/s, %.2f of the source's; CPU %.1f s%n",
                who,
                rate,
                rate / taken,
                mirror.cpuSeconds().orElse(Double.NaN));
    }

    private Measurement baton(KafkaCluster east, long offsets) throws Exception {
        try (KafkaCluster west = Rig.broker("west").start()) {
            return baton(east, west, "{bootstrap.servers: \"" + west.bootstrap() + "\"}", offsets);
        }
    }

    private Measurement batonWithoutRight(KafkaCluster east, long offsets) throws Exception {
        try (KafkaCluster west =
                UnprivilegedTarget.described(Rig.broker("west")).start()) {
            return baton(east, west, new UnprivilegedTarget(west).asConfigured(), offsets);
        }
    }

    private Measurement baton(KafkaCluster east, KafkaCluster west, String target, long offsets) throws Exception {
        Stopwatch watch = new Stopwatch(west, TOPIC, partitions, offsets);
        try (Launched baton = Launched.mirror(east, target, TOPIC, "preserve")) {
            return watch.await(baton.handle(), LIMIT);
        }
    }

    private Measurement mirrorMaker2(KafkaCluster east) throws InterruptedException {
        try (KafkaCluster west = Rig.broker("west").start()) {
            Stopwatch watch =
                    new Stopwatch(west, "east." + TOPIC, partitions, transactions / partitions * partitions * size);
            try (MirrorMaker2 mm2 = Rig.mirrorMaker2(east, west, TOPIC, "none")) {
                return watch.await(mm2.handle(), LIMIT);
            }
        }
    }

    private long ends(KafkaCluster cluster) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            long sum = 0;
            for (int partition = 0; partition < partitions; partition++) {
                TopicPartition asked = new TopicPartition(TOPIC, partition);
                sum += admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                        .partitionResult(asked)
                        .get()
                        .offset();
            }
            return sum;
        }
    }

    private void write(KafkaCluster cluster) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all()
                    .get();
        }
        List<Thread> producers = new ArrayList<>();
        IntStream.range(0, partitions).forEach(partition -> {
            Thread producer = new Thread(() -> write(cluster, partition), "bench-producer-" + partition);
            producer.start();
            producers.add(producer);
        });
        for (Thread producer : producers) {
            producer.join();
        }
    }

    private void write(KafkaCluster cluster, int partition) {
        byte[] value = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
        Map<String, Object> properties = cluster.clientProperties("transactional.id", "bench-" + partition);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (long i = 0; i < transactions / partitions; i++) {
                producer.beginTransaction();
                for (int record = 0; record < size; record++) {
                    var unused = producer.send(new ProducerRecord<>(TOPIC, partition, null, value));
                }
                producer.commitTransaction();
            }
        }
    }
}
