package dev.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TwoSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

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
        Path directory = Files.createTempDirectory("baton-bench");
        try (KafkaCluster west = KafkaCluster.named("west")
                .with("num.io.threads", "8")
                .jvm("-XX:TieredStopAtLevel=4", "-Xmx1g")
                .start()) {
            int groups = options.get("--groups");
            int partitions = options.get("--partitions");
            System.err.printf("bench: %,d groups of %d partitions%n", groups, partitions);
            new SwitchScene(west, groups, partitions, STANDING).set();
            rawSeconds(west, "warm", false);
            double raw = rawSeconds(west, "raw", false);
            double serial = rawSeconds(west, "serial", true);
            double stock = stockSeconds(west, directory);
            BatonProcess.Result run = baton(west, directory);
            JsonNode report = TwoSites.parse(run.out());
            print(report, run, raw, serial, stock);
        }
    }

    private BatonProcess.Result baton(KafkaCluster west, Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("baton.yaml"), """
            clusters:
              east:
                bootstrap.servers: 127.0.0.1:1
              west:
                bootstrap.servers: %s
            flows:
              - {from: east, to: west, replication.factor: 1}
            """.formatted(west.bootstrap()));
        BatonProcess.Result result = BatonProcess.run(
                Map.of("XDG_STATE_HOME", directory.toString()),
                "",
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

    private void print(JsonNode report, BatonProcess.Result run, double raw, double serial, double stock) {
        double steps = 0;
        StringBuilder text = new StringBuilder();
        for (JsonNode step : report.get("steps")) {
            double seconds = step.get("millis").asLong() / 1e3;
            steps += seconds;
            text.append(String.format("    %-26s %8.2f s%n", step.get("step").asText(), seconds));
        }
        double apply = seconds(report, "commit") + seconds(report, "read-back");
        double all = run.took().toMillis() / 1e3;
        int groups = options.get("--groups");
        System.out.printf("switch of %,d groups, source dead:%n", groups);
        System.out.printf("  baton, the whole process     %8.2f s%n", all);
        System.out.printf("  baton, all steps             %8.2f s%n%s", steps, text);
        System.out.printf("  the same commits and reads by Admin, all at once      %8.2f s%n", raw);
        System.out.printf("  the same, one group after the other                   %8.2f s%n", serial);
        System.out.printf("  kafka-consumer-groups --reset-offsets, a group        %8.2f s%n", stock);
        System.out.printf("  baton commit and read-back / Admin all at once        %8.2f%n", apply / raw);
        System.out.printf("  baton commit and read-back / Admin one by one         %8.2f%n", apply / serial);
        System.out.printf("  baton whole process / Admin all at once               %8.2f%n", all / raw);
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

    /** The same number of commits for groups of another name, and the reading of them. */
    private double rawSeconds(KafkaCluster west, String name, boolean oneByOne)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = SwitchScene.partitions(options.get("--partitions")).stream()
                .collect(Collectors.toMap(Function.identity(), p -> new OffsetAndMetadata(STANDING)));
        try (Admin admin = west.admin()) {
            long begun = System.nanoTime();
            List<KafkaFuture<Void>> commits = new ArrayList<>();
            Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
            for (int i = 0; i < options.get("--groups"); i++) {
                String group = name + "-" + i;
                specs.put(group, new ListConsumerGroupOffsetsSpec());
                KafkaFuture<Void> commit =
                        admin.alterConsumerGroupOffsets(group, offsets).all();
                commits.add(commit);
                if (oneByOne) {
                    commit.get();
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get();
                }
            }
            for (KafkaFuture<Void> commit : commits) {
                commit.get();
            }
            if (!oneByOne) {
                admin.listConsumerGroupOffsets(specs).all().get();
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    private double stockSeconds(KafkaCluster west, Path directory) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (int i = 0; i < options.get("--sample"); i++) {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
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
            Process tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("tool.txt").toFile())
                    .start();
            if (!tool.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new IllegalStateException(
                        "kafka-consumer-groups failed: " + Files.readString(directory.resolve("tool.txt")));
            }
        }
        return (System.nanoTime() - begun) / 1e9 / options.get("--sample");
    }
}
