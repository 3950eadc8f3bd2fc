package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** A cluster of child processes, each broker and KRaft controller in one. */
final class ProcessCluster implements KafkaCluster {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final String name;
    private final Path home;
    private final boolean temporary;
    private final List<BrokerProcess> nodes;

    ProcessCluster(ClusterSpec spec) {
        this.name = spec.name;
        this.temporary = spec.home == null;
        this.home = temporary ? temporaryDirectory(spec.name) : spec.home;
        this.nodes = NodeProperties.forCluster(spec, home).stream()
                .map(properties -> new BrokerProcess(properties, spec.detached))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bootstrap() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    @Override
    public int brokers() {
        return nodes.size();
    }

    @Override
    public void kill(int node) {
        node(node).kill();
    }

    @Override
    public void pause(int node) {
        node(node).pause();
    }

    @Override
    public void resume(int node) {
        node(node).resume();
    }

    @Override
    public void stop(int node) {
        node(node).stop(Duration.ofSeconds(30));
    }

    /** All at once: a controller of three that stops alone waits in vain for its quorum. */
    @Override
    public void stop() {
        nodes.forEach(BrokerProcess::askToStop);
        IntStream.rangeClosed(1, brokers()).forEach(this::stop);
    }

    @Override
    public void revive() {
        nodes.forEach(BrokerProcess::revive);
        awaitReady();
    }

    @Override
    public boolean isUp() {
        return nodes.stream().allMatch(BrokerProcess::isUp);
    }

    @Override
    public void close() {
        nodes.forEach(BrokerProcess::kill);
        if (temporary) {
            deleteTree(home);
        }
    }

    private BrokerProcess node(int node) {
        return nodes.get(node - 1);
    }

    /** Ready means that the cluster itself says that all its brokers are registered and unfenced. */
    private void awaitReady() {
        Instant limit = Instant.now().plus(START_LIMIT);
        try (Admin admin = Admin.create(clientProperties(
                "default.api.timeout.ms", 3_000, "request.timeout.ms", 2_000, "reconnect.backoff.max.ms", 100))) {
            while (!answers(admin)) {
                nodes.forEach(BrokerProcess::failIfDead);
                if (Instant.now().isAfter(limit)) {
                    throw new IllegalStateException("cluster " + name + " is not ready after " + START_LIMIT
                            + "; its last words:\n" + nodes.get(0).lastWords());
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while cluster " + name + " was starting", e);
        }
    }

    private boolean answers(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).size() == brokers();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static Path temporaryDirectory(String name) {
        try {
            Path directory = Files.createTempDirectory("baton-" + name + "-");
            Reaper.remove(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
