package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * {@code scripts/bench scale}: what a translation of many groups over many partitions takes, and a look at many checkpoints, in
 * time and memory of the whole process. Topics, records and commits are real; what a mirror would have left on the target is
 * written by Baton's own state classes, since mirroring that many partitions would say nothing of translating.
 */
public final class BenchScale {
    private static final Map<String, Long> DEFAULTS = Map.of(
            "--groups", 10_000L,
            "--topics", 500L,
            "--partitions", 100L,
            "--each", 10L,
            "--brokers", 3L,
            "--heap", 384L,
            "--checkpoints", 1_000_000L,
            "--runs", 2L);

    private final ScaleScene scene;
    private final long heapMegabytes;
    private final int checkpoints;
    private final int runs;

    private BenchScale(Map<String, Long> options) {
        this.scene = new ScaleScene(
                options.get("--groups").intValue(),
                options.get("--topics").intValue(),
                options.get("--partitions").intValue(),
                options.get("--each").intValue(),
                options.get("--brokers").intValue());
        this.heapMegabytes = options.get("--heap");
        this.checkpoints = options.get("--checkpoints").intValue();
        this.runs = options.get("--runs").intValue();
    }

    public static void main(String[] arguments) throws Exception {
        try {
            new BenchScale(NumberOptions.parse(arguments, DEFAULTS)).run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "; options of scale are " + DEFAULTS.keySet());
            System.exit(2);
        }
    }

    private void run() throws Exception {
        Launched.prepare();
        Path file = Files.createTempFile("baton-bench", ".yaml");
        System.out.printf("%s, heap of baton at most %d MB%n", scene, heapMegabytes);
        System.out.printf("%-34s %9s %9s %12s %10s %5s%n", "", "seconds", "CPU, s", "memory, MB", "lines", "exit");
        try (KafkaCluster west = scene.start("west")) {
            try (KafkaCluster east = scene.start("east")) {
                fill(east, west);
                Files.writeString(file, ScaleScene.configuration(east.bootstrap(), west.bootstrap()));
                measure("translate, source alive", translate("-c", file.toString()));
            }
            measure("translate, target alone", translate("--target-bootstrap", west.bootstrap()));
            scene.checkpoints(west, checkpoints);
            measure(
                    String.format("inspect checkpoints, %,d", checkpoints),
                    "inspect",
                    "checkpoints",
                    "--from",
                    ScaleScene.FOREIGN,
                    "-o",
                    "csv",
                    "--timeout",
                    "60s",
                    "--target-bootstrap",
                    west.bootstrap());
        } finally {
            Files.delete(file);
        }
    }

    private void fill(KafkaCluster east, KafkaCluster west) throws Exception {
        for (KafkaCluster cluster : List.of(west, east)) {
            long start = System.nanoTime();
            scene.createTopics(cluster);
            say(String.format("%s has its topics after %.0f s", cluster.name(), seconds(start)));
            scene.produce(cluster);
            say(String.format("%s has its records after %.0f s", cluster.name(), seconds(start)));
        }
        scene.commit(east);
        scene.mirrored(east, west);
        say("commits and state are there");
    }

    private static String[] translate(String... where) {
        return Stream.concat(Stream.of("translate", "--all-groups", "-o", "csv", "--timeout", "60s"), Stream.of(where))
                .toArray(String[]::new);
    }

    private void measure(String title, String... command) throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            once(title, command);
        }
    }

    private void once(String title, String... command) throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("out", "err")) {
            files.add(Files.createTempFile("baton-bench", name));
        }
        ProcessBuilder builder = Launched.launcher(command)
                .redirectOutput(files.get(0).toFile())
                .redirectError(files.get(1).toFile());
        builder.environment().put("BATON_JAVA_OPTS", "-Xmx" + heapMegabytes + "m");
        if (!Rest.await()) {
            say("the brokers are still busy with themselves");
        }
        long start = System.nanoTime();
        Process baton = builder.start();
        OptionalDouble peak = OptionalDouble.empty();
        OptionalDouble cpu = OptionalDouble.empty();
        while (baton.isAlive()) {
            peak = newer(peak, Measurement.peakMegabytes(baton.toHandle()));
            cpu = newer(cpu, Measurement.cpuSeconds(baton.toHandle()));
            Thread.sleep(50);
        }
        System.out.printf(
                "%-34s %9.1f %9s %12s %,10d %5d%n",
                title,
                seconds(start),
                cpu.isPresent() ? String.format("%.1f", cpu.getAsDouble()) : "unknown",
                peak.isPresent() ? String.format("%.0f", peak.getAsDouble()) : "unknown",
                Files.readAllLines(files.get(0)).size(),
                baton.exitValue());
        Files.readAllLines(files.get(1)).stream().limit(5).forEach(System.out::println);
        for (Path each : files) {
            Files.delete(each);
        }
    }

    private static OptionalDouble newer(OptionalDouble before, OptionalDouble now) {
        return now.isPresent() ? now : before;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void say(String line) {
        System.err.println("bench: " + line);
    }
}
