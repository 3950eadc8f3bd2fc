package dev.baton.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** One node of a cluster: a JVM that runs {@code kafka.Kafka}, and what is needed to run it again. */
final class BrokerProcess {
    private final NodeProperties node;

    private final boolean detached;
    private Optional<ProcessHandle> process;
    private boolean paused;

    private final List<String> jvmOptions;

    BrokerProcess(NodeProperties node, ClusterSpec spec) {
        this.node = node;
        this.detached = spec.detached;
        this.jvmOptions = List.copyOf(spec.jvmOptions);
        this.process = PidFile.read(pidFile());
    }

    int port() {
        return node.port();
    }

    int port(String listener) {
        return node.port("advertised.listeners", listener);
    }

    boolean isUp() {
        return !paused && isAlive();
    }

    synchronized void kill() {
        process.ifPresent(JavaProcess::kill);
        paused = false;
    }

    CuttingProxy proxy() {
        return new CuttingProxy(node.port("advertised.listeners", "PROXIED"), node.port("listeners", "PROXIED"));
    }

    synchronized void fillDisk() {
        process.ifPresent(JavaProcess::forbidGrowth);
    }

    synchronized void pause() {
        process.ifPresent(handle -> JavaProcess.signal(handle, "STOP"));
        paused = true;
    }

    synchronized void resume() {
        process.ifPresent(handle -> JavaProcess.signal(handle, "CONT"));
        paused = false;
    }

    void askToStop() {
        resume();
        process.ifPresent(ProcessHandle::destroy);
    }

    synchronized void stop(Duration atMost) {
        askToStop();
        if (process.isPresent() && !JavaProcess.awaitEnd(process.get(), atMost)) {
            throw new IllegalStateException(
                    "broker at port " + port() + " does not stop; its last words:\n" + lastWords());
        }
    }

    synchronized void revive() {
        if (isAlive()) {
            resume();
            return;
        }
        if (!Ports.isFree(port())) {
            throw new IllegalStateException("port " + port() + " is taken by another process");
        }
        formatOnce();
        List<String> jvm = new ArrayList<>();
        jvm.add("-Dbaton.testkit.node=" + node.directory()); // in front of the long class path, where ps shows it
        jvm.addAll(JavaProcess.QUICK_JVM);
        jvm.add("-Xmx512m");
        jvm.addAll(jvmOptions.isEmpty() ? ClassArchive.jvmOptions() : jvmOptions);
        jvm.addAll(JavaProcess.logTo(log(), "info"));
        List<String> command = JavaProcess.command(
                jvm, ClassArchive.CLASS_PATH, "kafka.Kafka", List.of(node.file().toString()));
        Path output = node.directory().resolve("out.log");
        Process started = detached ? JavaProcess.startDetached(command, output) : JavaProcess.start(command, output);
        if (!detached) {
            Reaper.watch(started);
        }
        process = Optional.of(started.toHandle());
        PidFile.write(pidFile(), started.toHandle());
    }

    /** Asks this very node whether it serves, and sees, the given number of brokers. */
    boolean sees(int brokers) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port(),
                "default.api.timeout.ms",
                2_000,
                "request.timeout.ms",
                1_500);
        try (Admin admin = Admin.create(settings)) {
            return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size() == brokers;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    void failIfDead() {
        if (!isAlive()) {
            throw new IllegalStateException("broker at port " + port() + " ended; its last words:\n" + lastWords());
        }
    }

    /** The end of the broker's log and output, for the message of a failed test. */
    String lastWords() {
        StringBuilder words = new StringBuilder();
        for (Path file : List.of(log(), node.directory().resolve("out.log"))) {
            List<String> lines = lines(file);
            lines.subList(Math.max(0, lines.size() - 30), lines.size())
                    .forEach(line -> words.append(line).append('\n'));
        }
        return words.toString();
    }

    List<String> logged() {
        return lines(log());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isAlive() {
        return process.isPresent() && process.get().isAlive();
    }

    private Path log() {
        return node.directory().resolve("broker.log");
    }

    private Path pidFile() {
        return node.directory().resolve("pid");
    }

    /** Every node of a cluster carries the same cluster id, so it is made from the directory that they share. */
    private void formatOnce() {
        if (Files.exists(node.directory().resolve("data").resolve("meta.properties"))) {
            return;
        }
        String seed = node.directory().getParent().toString();
        UUID id = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        String clusterId = new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {"format", "--cluster-id=" + clusterId, "--config=" + node.file()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IllegalStateException("format of " + node.directory() + ": " + said);
        }
    }
}
