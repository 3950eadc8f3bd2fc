package dev.baton.bench;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code scripts/bench groups}: what it costs Baton to carry the commits of many groups over, and how long each takes from the
 * source to the target. First nobody commits, then every group does so every five seconds, as consumers do by default.
 */
public final class BenchGroups {
    private static final String TOPIC = "bench-groups";
    private static final int RECORDS = 10_000;

    private final int groups;
    private final int partitions;
    private final int seconds;
    private final int everySeconds;

    private BenchGroups(Map<String, Integer> options) {
        this.groups = options.get("--groups");
        this.partitions = options.get("--partitions");
        this.seconds = options.get("--seconds");
        this.everySeconds = options.get("--every");
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options =
                new HashMap<>(Map.of("--groups", 1_000, "--partitions", 6, "--seconds", 30, "--every", 5));
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i])
                    || i + 1 == arguments.length
                    || !arguments[i + 1].matches("[1-9][0-9]{0,5}")) {
                System.err.println(
                        "bench: scripts/bench groups [--groups N] [--partitions N] [--every S] [--seconds S]");
                System.exit(2);
            }
            options.put(arguments[i], Integer.parseInt(arguments[i + 1]));
        }
        new BenchGroups(options).run();
    }

    private void run() throws Exception {
        try (MeteredCluster east = MeteredCluster.start("east");
                MeteredCluster west = MeteredCluster.start("west")) {
            fill(east.cluster());
            try (Admin admin = east.cluster().admin()) {
                commitAll(admin, 1);
            }
            Path file = Files.createTempFile("baton-bench", ".yaml");
            Files.writeString(file, configuration(east.cluster(), west.cluster()));
            try (BatonProcess baton = BatonProcess.start("mirror", "-c", file.toString())) {
                awaitFirst(west.cluster(), baton);
                Thread.sleep(15_000);
                report("nobody commits", baton, east, west, () -> Thread.sleep(seconds * 1_000L));
                long since = System.currentTimeMillis();
                report(
                        "each group commits " + partitions + " offsets every " + everySeconds + " s",
                        baton,
                        east,
                        west,
                        () -> commitForAWhile(east.cluster()));
                Thread.sleep(5_000);
                System.out.println(CommitLatencies.between(east.cluster(), west.cluster(), since)
                        .toText());
            } finally {
                Files.delete(file);
            }
        }
    }

    private interface Phase {
        void run() throws Exception;
    }

    private void report(String title, BatonProcess baton, MeteredCluster east, MeteredCluster west, Phase phase)
            throws Exception {
        Map<String, Long> eastBefore = east.requests();
        Map<String, Long> westBefore = west.requests();
        double cpuBefore = cpu(baton);
        long start = System.nanoTime();
        phase.run();
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s (%d groups, %.0f s)%n", title, groups, took);
        System.out.printf("  CPU of the mirror       %.3f s a second%n", (cpu(baton) - cpuBefore) / took);
        OptionalDouble peak = Measurement.peakMegabytes(baton.handle());
        System.out.printf(
                "  peak memory             %s%n",
                peak.isPresent() ? Math.round(peak.getAsDouble()) + " MB" : "unknown");
        System.out.printf("  requests a second east  %s%n", rates(eastBefore, east.requests(), took));
        System.out.printf("  requests a second west  %s%n", rates(westBefore, west.requests(), took));
    }

    private static double cpu(BatonProcess baton) {
        return Measurement.cpuSeconds(baton.handle()).orElse(Double.NaN);
    }

    private static String rates(Map<String, Long> before, Map<String, Long> after, double seconds) {
        Map<String, String> rates = new TreeMap<>();
        after.forEach((type, count) -> {
            double rate = (count - before.getOrDefault(type, 0L)) / seconds;
            if (rate >= 0.05) {
                rates.put(type, String.format("%.1f", rate));
            }
        });
        return rates.toString();
    }

    private void commitForAWhile(KafkaCluster east) throws Exception {
        long start = System.nanoTime();
        int ticks = everySeconds * 10;
        try (Admin admin = east.admin()) {
            for (int tick = 0; tick < seconds * 10; tick++) {
                for (int g = tick % ticks; g < groups; g += ticks) {
                    var unused = admin.alterConsumerGroupOffsets(name(g), offsets(2 + tick / ticks));
                }
                long due = start + (tick + 1) * 100_000_000L;
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            }
        }
    }

    private void commitAll(Admin admin, long offset) throws InterruptedException, ExecutionException, TimeoutException {
        KafkaFuture<?>[] done = new KafkaFuture<?>[groups];
        for (int g = 0; g < groups; g++) {
            done[g] = admin.alterConsumerGroupOffsets(name(g), offsets(offset)).all();
        }
        KafkaFuture.allOf(done).get(120, TimeUnit.SECONDS);
    }

    private static String name(int group) {
        return "group-" + group;
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            offsets.put(new TopicPartition(TOPIC, p), new OffsetAndMetadata(offset));
        }
        return offsets;
    }

    private void fill(KafkaCluster east) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int p = 0; p < partitions; p++) {
                producer.send(new ProducerRecord<>(TOPIC, p, null, new byte[10]))
                        .get(20, TimeUnit.SECONDS);
            }
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, i % partitions, null, new byte[10]));
            }
        }
    }

    private void awaitFirst(KafkaCluster west, BatonProcess baton)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = west.admin()) {
            for (int i = 0; i < 120; i++) {
                if (!admin.listConsumerGroupOffsets(name(groups - 1))
                        .partitionsToOffsetAndMetadata()
                        .get(20, TimeUnit.SECONDS)
                        .isEmpty()) {
                    return;
                }
                Thread.sleep(500);
            }
        }
        throw new IOException("no group came over: " + baton.err());
    }

    private static String configuration(KafkaCluster east, KafkaCluster west) {
        return """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: %s
                """.formatted(east.bootstrap(), west.bootstrap(), TOPIC);
    }
}
