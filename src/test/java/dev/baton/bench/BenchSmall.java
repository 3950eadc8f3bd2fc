package dev.baton.bench;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.JvmMemory;
import dev.baton.testkit.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/**
 * {@code scripts/bench small}: one mirror process with little memory, very many partitions, few of them busy. It prints how
 * long it takes to be of use, what it costs while nothing happens, and how late the records of the busy partitions are. It
 * fails where these partitions do not have the same records on both sides in the end.
 */
public final class BenchSmall {
    private final ManyPartitions shape;
    private final int seconds;
    private final String heap;

    private BenchSmall(Map<String, Integer> options) {
        this.shape = new ManyPartitions(options.get("--topics"), options.get("--partitions"), options.get("--busy"));
        this.seconds = options.get("--seconds");
        this.heap = options.get("--heap") + "m";
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options = new HashMap<>(
                Map.of("--topics", 100, "--partitions", 100, "--busy", 100, "--seconds", 30, "--heap", 256));
        for (int i = 0; i < arguments.length; i += 2) {
            if (!options.containsKey(arguments[i])
                    || i + 1 == arguments.length
                    || !arguments[i + 1].matches("[1-9][0-9]{0,5}")) {
                System.err.println("bench: scripts/bench small [--topics N] [--partitions N] [--busy N] [--seconds S]"
                        + " [--heap MEGABYTES]");
                System.exit(2);
            }
            options.put(arguments[i], Integer.parseInt(arguments[i + 1]));
        }
        try {
            new BenchSmall(options).run();
        } catch (IllegalStateException e) {
            System.err.println("bench: " + e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
            System.exit(1);
        }
    }

    private void run() throws Exception {
        try (KafkaCluster east = broker("east");
                KafkaCluster west = broker("west")) {
            System.err.printf("bench: creating %,d partitions%n", shape.all());
            shape.create(east);
            shape.commit(east, 1);
            Path file = Files.createTempFile("baton-bench", ".yaml");
            Files.writeString(file, configuration(east, west));
            try {
                System.err.println("bench: first start, with topics to create");
                measure(east, west, file, true);
                System.err.println("bench: second start");
                measure(east, west, file, false);
            } finally {
                Files.delete(file);
            }
        }
    }

    private void measure(KafkaCluster east, KafkaCluster west, Path file, boolean first) throws Exception {
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError");
        try (BatonProcess baton = BatonProcess.start(environment, "", "mirror", "-c", file.toString())) {
            try {
                measure(baton, east, west, first);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(e.getMessage() + "; the mirror said: " + baton.err(), e);
            }
            baton.terminate();
            long before = System.nanoTime();
            baton.await(Duration.ofSeconds(60));
            line("seconds to stop", "%.1f", (System.nanoTime() - before) / 1e9);
        }
    }

    private void measure(BatonProcess baton, KafkaCluster east, KafkaCluster west, boolean first) throws Exception {
        long start = System.nanoTime();
        long records = shape.writeOneToEach(east);
        double firstSeconds = shape.awaitAny(west, records, start);
        double steadySeconds = shape.awaitAll(west, records, start);
        line(first ? "partitions, of them busy" : "the same, started again", "%s", shape);
        line("seconds to first record", "%.1f", firstSeconds);
        line("seconds to all partitions", "%.1f", steadySeconds);
        line("CPU seconds until then", "%.1f", cpu(baton));
        Thread.sleep(5_000);
        line("CPU seconds a minute idle", "%.2f", cpuAMinute(baton, () -> Thread.sleep(seconds * 1_000L)));
        Delays delays = new Delays();
        line("CPU seconds a minute busy", "%.2f", cpuAMinute(baton, () -> delays.measure(shape, east, west, seconds)));
        line("delay of a record", "%s", delays);
        line("delay of a commit, ms", "%d", shape.commitAndAwait(east, west));
        line("reachable objects", "%s MB", megabytes(JvmMemory.live(baton.handle())));
        line("resident memory, peak", "%s MB", megabytes(JvmMemory.mostResident(baton.handle())));
        if (!baton.isAlive()) {
            throw new IllegalStateException("the mirror ended");
        }
        line("records compared", "%s", shape.compareBusy(east, west));
    }

    private interface Phase {
        void run() throws Exception;
    }

    private static double cpuAMinute(BatonProcess baton, Phase phase) throws Exception {
        double before = cpu(baton);
        long start = System.nanoTime();
        phase.run();
        return (cpu(baton) - before) / ((System.nanoTime() - start) / 60e9);
    }

    private static double cpu(BatonProcess baton) {
        return Measurement.cpuSeconds(baton.handle()).orElse(Double.NaN);
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? String.valueOf(bytes.getAsLong() >> 20) : "unknown";
    }

    private static void line(String name, String format, Object value) {
        System.out.printf("  %-28s" + format + "%n", name, value);
    }

    private static KafkaCluster broker(String name) {
        return KafkaCluster.named(name)
                .with("broker.session.timeout.ms", "18000") // a busy machine must not fence its only broker
                .with("log.cleaner.backoff.ms", "60000")
                .with("log.index.size.max.bytes", "65536")
                .jvm("-XX:TieredStopAtLevel=4", "-Xmx1500m")
                .start();
    }

    private String configuration(KafkaCluster east, KafkaCluster west) throws ExecutionException {
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
                """.formatted(east.bootstrap(), west.bootstrap(), ManyPartitions.PATTERN);
    }
}
