package dev.baton.bench;

import dev.baton.bench.LatencyProbe.Latencies;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * {@code scripts/bench latency}: from a producer at the source to a consumer at the target, at a steady rate, through Baton and
 * through MirrorMaker 2, and for comparison from producer to consumer on the source alone.
 */
public final class BenchLatency {
    private static final String USAGE = """
            scripts/bench latency [--rate N] [--seconds N] [--partitions N]
              --rate N        records of 100 B a second; default 10000
              --seconds N     how long is measured, after 10 s of warming up; default 20
              --partitions N  default 6""";

    private final LatencyProbe probe;

    private BenchLatency(LatencyProbe probe) {
        this.probe = probe;
    }

    public static void main(String[] arguments) throws Exception {
        try {
            Map<String, Long> options =
                    NumberOptions.parse(arguments, Map.of("--rate", 10_000L, "--seconds", 20L, "--partitions", 6L));
            new BenchLatency(new LatencyProbe(
                            options.get("--rate").intValue(),
                            options.get("--partitions").intValue(),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(options.get("--seconds"))))
                    .run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    private void run() throws Exception {
        Launched.prepare();
        System.out.printf(
                Locale.ROOT,
                "%,d records of 100 B a second on %d partitions, from producer to consumer%n",
                probe.rate(),
                probe.partitions());
        System.out.printf("  %-22s %10s %10s %12s %10s%n", "", "p50, ms", "p99, ms", "longest, ms", "records");
        try (KafkaCluster east = Rig.broker("east").start()) {
            measure("no mirror", east, east, "bench-direct", "bench-direct", () -> () -> {});
            try (KafkaCluster west = Rig.broker("west").start()) {
                String topic = "bench-baton";
                measure("baton", east, west, topic, topic, () -> Launched.mirror(east, west, topic));
            }
            try (KafkaCluster west = Rig.broker("west").start()) {
                String topic = "bench-mm2";
                measure(
                        "mirrormaker 2",
                        east,
                        west,
                        topic,
                        "east." + topic,
                        () -> MirrorMaker2.start(east, west, Map.of("east->west.topics", topic)));
            }
        }
    }

    /** Each with a topic of its own: one that begins with a backlog would be measured by how it catches up. */
    private void measure(
            String who,
            KafkaCluster source,
            KafkaCluster target,
            String topic,
            String targetTopic,
            Callable<AutoCloseable> start)
            throws Exception {
        createTopic(source, topic);
        if (source != target) {
            createTopic(target, targetTopic);
        }
        try (AutoCloseable mirror = start.call()) {
            show(who, probe.run(source, topic, target, targetTopic));
        }
    }

    private void createTopic(KafkaCluster cluster, String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, probe.partitions(), (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void show(String who, Latencies latencies) {
        System.out.printf(
                Locale.ROOT,
                "  %-22s %10.1f %10.1f %12.1f %,10d%n",
                who,
                latencies.p50(),
                latencies.p99(),
                latencies.longest(),
                latencies.counted());
    }
}
