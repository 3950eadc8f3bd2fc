package dev.baton.soak;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** {@code scripts/soak}: mixed traffic and a random fault every so often, by a seed that replays them; then both logs compared. */
public final class Soak {
    /** After so many faults every partition must come forward again: one that stands still for good is found at once. */
    private static final int FAULTS_UNTIL_HEALED = 10;

    private static final Duration HEALED = Duration.ofMinutes(3);

    private final SoakOptions options;
    private final PrintStream out;
    private final Instant start = Instant.now();
    private long peakMegabytes;

    private Soak(SoakOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        SoakOptions options;
        try {
            options = SoakOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("soak: " + e.getMessage() + "\n" + SoakOptions.USAGE);
            System.exit(2);
            return;
        }
        System.exit(new Soak(options, System.out).run() ? 0 : 1);
    }

    private boolean run() throws IOException {
        say(
                "seed %d, %d minutes, a fault every %d s, %d broker(s) a cluster",
                options.seed(), options.minutes(), options.everySeconds(), options.brokers());
        Path directory = Files.createTempDirectory("baton-soak-");
        List<KafkaCluster> clusters = KafkaCluster.startAll(cluster("east"), cluster("west"));
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1);
                Scene scene = new Scene(east, west, directory)) {
            scene.write(options.rate(), Math.max(1, options.rate() / 5));
            scene.read();
            scene.startMirror();
            scene.awaitProgress(Duration.ofMinutes(2));
            strike(scene);
            Comparison logs = scene.finish();
            logs.differences().forEach(difference -> say("DIFFERS %s", difference));
            say(
                    "%,d committed records compared, %d differences, largest mirror %,d MB, seed %d",
                    logs.records(), logs.differences().size(), peakMegabytes, options.seed());
            return logs.differences().isEmpty();
        } finally {
            remove(directory);
        }
    }

    private ClusterSpec cluster(String name) {
        ClusterSpec spec = KafkaCluster.named(name).brokers(options.brokers());
        return options.brokers() > 1 ? spec.with("min.insync.replicas", "2") : spec;
    }

    private void strike(Scene scene) {
        Random random = new Random(options.seed());
        Instant end = start.plus(Duration.ofMinutes(options.minutes()));
        int faults = 0;
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(Duration.ofSeconds(options.everySeconds()).toNanos());
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            fault.strike(scene, random);
            long megabytes = megabytes(scene.mirrors());
            peakMegabytes = Math.max(peakMegabytes, megabytes);
            say("%-24s %d mirrors, largest %,d MB", fault, scene.mirrors().size(), megabytes);
            if (scene.mirrors().isEmpty()) {
                throw new IllegalStateException("every mirror has ended");
            }
            if (++faults % FAULTS_UNTIL_HEALED == 0) {
                scene.awaitProgress(HEALED);
            }
        }
    }

    /** Resident set of the largest mirror; 0 where the kernel does not say. */
    private static long megabytes(List<BatonProcess> mirrors) {
        return mirrors.stream().mapToLong(Soak::megabytes).max().orElse(0);
    }

    private static long megabytes(BatonProcess mirror) {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(mirror.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void say(String format, Object... values) {
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        out.printf(
                Locale.ROOT,
                "[%4d s] " + format + "%n",
                Stream.concat(Stream.of(seconds), Stream.of(values)).toArray());
    }
}
