package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The real MirrorMaker 2 in dedicated mode, as a process: one flow, quick intervals, replication factor 1.
 *
 * <pre>{@code
 * try (MirrorMaker2 peer = MirrorMaker2.start(east, west, Map.of("groups", "app.*"))) { ... }
 * }</pre>
 */
public final class MirrorMaker2 implements AutoCloseable {
    private final Process process;
    private final Path directory;

    private MirrorMaker2(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Starts it between two clusters; the overrides are entries of {@code mm2.properties}. It is ready 10 to 20 s later. */
    public static MirrorMaker2 start(KafkaCluster source, KafkaCluster target, Map<String, String> overrides) {
        try {
            Path directory = Files.createTempDirectory("baton-mm2-");
            Reaper.remove(directory);
            Path file = directory.resolve("mm2.properties");
            Properties properties = properties(source, target);
            properties.putAll(overrides);
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return start(file, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with a configuration as it is, which may have several flows. */
    public static MirrorMaker2 run(Path propertiesFile) {
        try {
            Path directory = Files.createTempDirectory("baton-mm2-");
            Reaper.remove(directory);
            return start(Files.copy(propertiesFile, directory.resolve("mm2.properties")), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MirrorMaker2 start(Path file, Path directory) {
        List<String> jvm = new ArrayList<>(List.of("-Dbaton.testkit.mm2=" + directory, "-Xms256m", "-Xmx2g"));
        jvm.addAll(JavaProcess.logTo(directory.resolve("mm2.log"), "info"));
        Process process = JavaProcess.start(
                JavaProcess.command(
                        jvm,
                        ClassArchive.CLASS_PATH,
                        "org.apache.kafka.connect.mirror.MirrorMaker",
                        List.of(file.toString())),
                directory.resolve("out.log"));
        Reaper.watch(process);
        return new MirrorMaker2(process, directory);
    }

    /** The configuration that it runs with: also something for Baton to read. */
    public Path propertiesFile() {
        return directory.resolve("mm2.properties");
    }

    /** Its log. */
    public Path log() {
        return directory.resolve("mm2.log");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** A clean shutdown, in which it writes its last offset syncs; killed after half a minute. */
    public void stop() {
        process.destroy();
        if (!JavaProcess.awaitEnd(process.toHandle(), Duration.ofSeconds(30))) {
            kill();
        }
    }

    /** SIGKILL. */
    public void kill() {
        JavaProcess.kill(process.toHandle());
    }

    @Override
    public void close() {
        kill();
    }

    private static Properties properties(KafkaCluster source, KafkaCluster target) {
        String flow = source.name() + "->" + target.name();
        Properties all = new Properties();
        all.put("clusters", source.name() + ", " + target.name());
        all.put(source.name() + ".bootstrap.servers", source.bootstrap());
        all.put(target.name() + ".bootstrap.servers", target.bootstrap());
        all.put(flow + ".enabled", "true");
        all.put(target.name() + "->" + source.name() + ".enabled", "false");
        all.put(flow + ".topics", ".*");
        all.put("tasks.max", "2");
        for (String topic : List.of(
                "replication.factor",
                "checkpoints.topic.replication.factor",
                "heartbeats.topic.replication.factor",
                "offset-syncs.topic.replication.factor",
                "offset.storage.replication.factor",
                "status.storage.replication.factor",
                "config.storage.replication.factor")) {
            all.put(topic, "1");
        }
        all.put("refresh.topics.interval.seconds", "5");
        all.put("refresh.groups.interval.seconds", "5");
        all.put("sync.group.offsets.enabled", "true");
        all.put("sync.group.offsets.interval.seconds", "2");
        all.put("emit.checkpoints.interval.seconds", "2");
        all.put("emit.heartbeats.interval.seconds", "2");
        return all;
    }
}
