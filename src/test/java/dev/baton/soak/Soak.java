package dev.baton.soak;

import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final List<String> complaints = new ArrayList<>();

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
                Scene scene = Scene.withWaysToCut(east, west, directory);
                Footprints footprints = new Footprints(scene::mirrors)) {
            scene.write(options.rate(), Math.max(1, options.rate() / 5));
            scene.read();
            scene.keepHeapsResident();
            scene.startMirror();
            scene.awaitProgress(Duration.ofMinutes(2));
            strike(scene);
            Comparison logs = scene.finish();
            logs.differences().forEach(difference -> say("DIFFERS %s", difference));
            footprints.all().stream()
                    .flatMap(footprint -> footprint.complaints().stream())
                    .forEach(this::complain);
            say(
                    "%,d committed records compared, %d differences; %s; seed %d",
                    logs.records(), logs.differences().size(), footprints.summary(), options.seed());
            return logs.differences().isEmpty() && complaints.isEmpty();
        } finally {
            remove(directory);
        }
    }

    private ClusterSpec cluster(String name) {
        ClusterSpec spec = KafkaCluster.named(name).brokers(options.brokers()).proxied();
        return options.brokers() > 1 ? spec.with("min.insync.replicas", "2") : spec;
    }

    /** Each fault draws from numbers of its own: how many an earlier one took does not matter. */
    private void strike(Scene scene) {
        Random seeds = new Random(options.seed());
        Instant end = start.plus(Duration.ofMinutes(options.minutes()));
        int faults = 0;
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(Duration.ofSeconds(options.everySeconds()).toNanos());
            Random random = new Random(seeds.nextLong());
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            fault.strike(scene, random);
            say("%-24s %d mirrors", fault, scene.places().size());
            scene.replaceEnded().forEach(this::complain);
            if (++faults % FAULTS_UNTIL_HEALED == 0) {
                scene.awaitProgress(HEALED);
            }
        }
    }

    private void complain(String complaint) {
        complaints.add(complaint);
        say("WRONG   %s", complaint);
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
