package dev.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TwoSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * {@code scripts/bench switch}: many groups fail over with the source dead, beside the same commits through a bare Admin and
 * beside Kafka's own tool on a sample; all on one broker in one run.
 */
public final class BenchSwitch {
    private static final String USAGE = """
        scripts/bench switch [--groups N] [--partitions N] [--sample N] [--timeout SECONDS]
          --groups N         default 1000
          --partitions N     of the topic that each group consumes; default 10
          --sample N         groups that kafka-consumer-groups resets; default 3
          --timeout SECONDS  what Baton may wait for each cluster; default 10\
        """;
    private static final long STANDING = 40;
    private static final Duration LIMIT = Duration.ofSeconds(240);

    private final Map<String, Integer> options;

    private BenchSwitch(Map<String, Integer> options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options =
                new TreeMap<>(Map.of("--groups", 1_000, "--partitions", 10, "--sample", 3, "--timeout", 10));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length
                    || !options.containsKey(arguments[i])
                    || !arguments[i + 1].matches("[1-9][0-9]{0,6}")) {
                System.err.println(USAGE);
                System.exit(2);
            }
            options.put(arguments[i], Integer.valueOf(arguments[i + 1]));
        }
        new BenchSwitch(options).run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        Launched.prepare();
        Path directory = Files.createTempDirectory("baton-bench");
        try (KafkaCluster west = KafkaCluster.named("west")
                .with("num.io.threads", "8")
                .jvm("-XX:TieredStopAtLevel=4", "-Xmx1g")
                .start()) {
            int groups = options.get("--groups");
            int partitions = options.get("--partitions");
            System.err.printf("bench: %,d groups of %d partitions%n", groups, partitions);
            new SwitchScene(west, groups, partitions, STANDING).set();
            Raw raw = raw(west, directory);
            double stock = stockSeconds(west, directory);
            Launched.Ran run = baton(west, directory);
            print(TwoSites.parse(run.out()), run.seconds(), raw, stock);
        }
    }

    /**
     * The peer, in seconds.
     *
     * @param process a process of its own, as Baton is one
     * @param warm all at once, in a JVM that has done it twice before
     * @param serial one group after the other, there
     */
    private record Raw(double process, double warm, double serial) {}

    private Raw raw(KafkaCluster west, Path directory) throws IOException, InterruptedException, ExecutionException {
        int partitions = options.get("--partitions");
        try (Admin admin = west.admin()) {
            BareAdmin.allAtOnce(admin, names("warm"), partitions, STANDING);
            BareAdmin.allAtOnce(admin, names("again"), partitions, STANDING);
            long begun = System.nanoTime();
            BareAdmin.allAtOnce(admin, names("raw"), partitions, STANDING);
            double warm = (System.nanoTime() - begun) / 1e9;
            begun = System.nanoTime();
            BareAdmin.oneByOne(admin, names("serial"), partitions, STANDING);
            double serial = (System.nanoTime() - begun) / 1e9;
            String groups = String.valueOf(options.get("--groups"));
            double process = java(
                    directory,
                    "dev.baton.bench.BareAdmin",
                    west.bootstrap(),
                    "process",
                    groups,
                    String.valueOf(partitions),
                    String.valueOf(STANDING));
            return new Raw(process, warm, serial);
        }
    }

    private List<String> names(String prefix) {
        return BareAdmin.names(prefix, options.get("--groups"));
    }

    private Launched.Ran baton(KafkaCluster west, Path directory) throws IOException, InterruptedException {
        Path config = Files.writeString(directory.resolve("baton.yaml"), """
            clusters:
              east:
                bootstrap.servers: 127.0.0.1:1
              west:
                bootstrap.servers: %s
            flows:
              - {from: east, to: west, replication.factor: 1}
            """.formatted(west.bootstrap()));
        Launched.Ran result = Launched.run(
                directory,
                Map.of("XDG_STATE_HOME", directory.toString()),
                "switch",
                "--mode",
                "failover",
                "--all-groups",
                "--execute",
                "-o",
                "json",
                "--timeout",
                options.get("--timeout") + "s",
                "-c",
                config.toString());
        if (result.exitCode() != 0) {
            throw new IllegalStateException("baton ended with " + result.exitCode() + ": " + result.err());
        }
        return result;
    }

    private void print(JsonNode report, double all, Raw raw, double stock) {
        double steps = 0;
        StringBuilder text = new StringBuilder();
        for (JsonNode step : report.get("steps")) {
            double seconds = step.get("millis").asLong() / 1e3;
            steps += seconds;
            text.append(String.format("    %-26s %8.2f s%n", step.get("step").asText(), seconds));
        }
        double apply = seconds(report, "commit") + seconds(report, "read-back");
        int groups = options.get("--groups");
        System.out.printf("switch of %,d groups, source dead:%n", groups);
        System.out.printf("  baton, the whole process                              %8.2f s%n", all);
        System.out.printf(
                "  baton, until the last commit is read back             %8.2f s%n",
                report.get("rtoMillis").asLong() / 1e3);
        System.out.printf("  baton, all steps                                      %8.2f s%n%s", steps, text);
        System.out.printf("  the same commits and reads by Admin, a process        %8.2f s%n", raw.process());
        System.out.printf("  the same in a warm JVM                                %8.2f s%n", raw.warm());
        System.out.printf("  the same there, one group after the other             %8.2f s%n", raw.serial());
        System.out.printf("  kafka-consumer-groups --reset-offsets, a group        %8.2f s%n", stock);
        System.out.printf("  baton whole process / Admin, a process                %8.2f%n", all / raw.process());
        System.out.printf("  baton whole process / Admin in a warm JVM             %8.2f%n", all / raw.warm());
        System.out.printf("  baton commit and read-back / Admin in a warm JVM      %8.2f%n", apply / raw.warm());
        System.out.printf("  kafka-consumer-groups for all / baton whole process   %8.0f%n", stock * groups / all);
    }

    private static double seconds(JsonNode report, String step) {
        for (JsonNode item : report.get("steps")) {
            if (item.get("step").asText().equals(step)) {
                return item.get("millis").asLong() / 1e3;
            }
        }
        throw new IllegalStateException("no step " + step);
    }

    private double stockSeconds(KafkaCluster west, Path directory) throws IOException, InterruptedException {
        double sum = 0;
        for (int i = 0; i < options.get("--sample"); i++) {
            sum += java(
                    directory,
                    "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                    "--bootstrap-server",
                    west.bootstrap(),
                    "--group",
                    "raw-" + i,
                    "--topic",
                    SwitchScene.TOPIC,
                    "--reset-offsets",
                    "--to-offset",
                    "30",
                    "--execute");
        }
        return sum / options.get("--sample");
    }

    /** Seconds that a program takes, from its start to its end. */
    private static double java(Path directory, String main, String... arguments)
            throws IOException, InterruptedException {
        Path said = directory.resolve("tool.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                main));
        command.addAll(List.of(arguments));
        long begun = System.nanoTime();
        Process tool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!tool.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || tool.exitValue() != 0) {
            throw new IllegalStateException(main + " failed: " + Files.readString(said));
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
