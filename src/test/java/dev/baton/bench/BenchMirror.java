package dev.baton.bench;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * {@code scripts/bench mirror}: Baton, a bare copy of batches and MirrorMaker 2 copy the same data from one source, one after
 * the other, each to a fresh target that other records have warmed. Baton goes first, so that a source warmed by it is to its
 * peers' advantage.
 */
public final class BenchMirror {
    private final BenchOptions options;

    private BenchMirror(BenchOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        try {
            new BenchMirror(BenchOptions.parse(arguments)).run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + BenchOptions.USAGE);
            System.exit(2);
        } catch (IllegalStateException e) {
            System.err.println("bench: " + e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        List<DataSet> sets = new ArrayList<>();
        if (options.records() > 0) {
            sets.add(DataSet.large(options.records(), options.partitions()));
        }
        if (options.smallRecords() > 0) {
            sets.add(DataSet.small(options.smallRecords(), options.partitions()));
        }
        if (options.tinyRecords() > 0) {
            sets.add(DataSet.tiny(options.tinyRecords(), options.partitions()));
        }
        for (DataSet set : sets) {
            System.out.println(BenchTable.of(set, measure(set)));
        }
    }

    private Map<Peer, Measurement> measure(DataSet data)
            throws IOException, InterruptedException, ExecutionException {
        Map<Peer, Measurement> results = new EnumMap<>(Peer.class);
        try (KafkaCluster east = broker("east").start()) {
            progress("writing %,d records: %s", data.records(), data.title());
            data.writeTo(east);
            for (Peer peer : options.mirrors()) {
                progress("%s copies", peer.title());
                results.put(
                        peer,
                        switch (peer) {
                            case BATON -> baton(east, data);
                            case RAW -> raw(east, data);
                            case MM2 -> mirrorMaker2(east, data);
                        });
            }
        }
        return results;
    }

    private Measurement baton(KafkaCluster east, DataSet data)
            throws IOException, InterruptedException, ExecutionException {
        Path file = Files.createTempFile("baton-bench", ".yaml");
        try (KafkaCluster west = warmTarget(data)) {
            Files.writeString(file, configuration(east, west, data));
            Stopwatch watch = new Stopwatch(west, data.topic(), data);
            try (BatonProcess baton = BatonProcess.start("mirror", "-c", file.toString())) {
                return watch.await(baton.handle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("baton: " + e.getMessage());
            }
        } finally {
            Files.delete(file);
        }
    }

    private Measurement raw(KafkaCluster east, DataSet data)
            throws IOException, InterruptedException, ExecutionException {
        try (KafkaCluster west = warmTarget(data)) {
            Stopwatch watch = new Stopwatch(west, data.topic(), data);
            Process copy = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RawCopy.class.getName(),
                            east.bootstrap(),
                            west.bootstrap(),
                            data.topic(),
                            Integer.toString(data.partitions()),
                            Long.toString(data.records()))
                    .inheritIO()
                    .start();
            try {
                return watch.await(copy.toHandle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("raw copy: " + e.getMessage());
            } finally {
                copy.destroyForcibly();
            }
        }
    }

    private Measurement mirrorMaker2(KafkaCluster east, DataSet data) throws InterruptedException, ExecutionException {
        try (KafkaCluster west = warmTarget(data)) {
            Stopwatch watch = new Stopwatch(west, "east." + data.topic(), data);
            try (MirrorMaker2 peer = MirrorMaker2.start(east, west, tunedAlike(data))) {
                return watch.await(peer.handle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("MirrorMaker 2: " + e.getMessage());
            }
        }
    }

    /** Its producer writes as the data was written: the same compression, batches and linger. */
    private static Map<String, String> tunedAlike(DataSet data) {
        Map<String, String> settings = new HashMap<>();
        settings.put("east->west.topics", data.topic());
        for (String prefix : List.of("east->west.producer.", "west.producer.")) {
            settings.put(prefix + "compression.type", data.compression());
            settings.put(prefix + "batch.size", "131072");
            settings.put(prefix + "linger.ms", "20");
        }
        return settings;
    }

    /** A broker that may use what a server's JVM uses; the test kit's own settings are for a quick start. */
    private static ClusterSpec broker(String name) {
        return KafkaCluster.named(name)
                .with("num.network.threads", "3")
                .with("num.io.threads", "8")
                .with("broker.session.timeout.ms", "9000") // a busy machine must not fence its only broker
                .jvm("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx1g");
    }

    /** A new target that has compiled its code: a broker in use has long done so, and here it would be half of all work. */
    private static KafkaCluster warmTarget(DataSet data) throws ExecutionException, InterruptedException {
        KafkaCluster west = broker("west").start();
        try {
            data.warmUp().writeTo(west);
        } catch (ExecutionException | InterruptedException | RuntimeException e) {
            west.close();
            throw e;
        }
        return west;
    }

    private static String configuration(KafkaCluster east, KafkaCluster west, DataSet data) {
        return """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: "%s"
                    replication.policy: identity
                """.formatted(east.bootstrap(), west.bootstrap(), data.topic());
    }

    private static void progress(String format, Object... values) {
        System.err.printf("bench: " + format + "%n", values);
    }
}
