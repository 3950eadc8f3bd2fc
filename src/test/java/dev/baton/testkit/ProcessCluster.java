package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
                .map(properties -> new BrokerProcess(properties, spec))
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
    public String bootstrap(String listener) {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port(listener)).collect(Collectors.joining(","));
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
    public CuttingProxy proxy(int node) {
        return node(node).proxy();
    }

    @Override
    public void fillDisk(int node) {
        node(node).fillDisk();
    }

    @Override
    public List<String> log(int node) {
        return node(node).logged();
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

    /**
     * Ready means that each node answers and sees all brokers unfenced. Asking any one of them would not do: a cluster
     * counts a killed node in until its session runs out.
     */
    private void awaitReady() {
        Instant limit = Instant.now().plus(START_LIMIT);
        try {
            for (BrokerProcess node : nodes) {
                while (!node.sees(brokers())) {
                    nodes.forEach(BrokerProcess::failIfDead);
                    if (Instant.now().isAfter(limit)) {
                        throw new IllegalStateException("cluster " + name + " is not ready after " + START_LIMIT
                                + "; the last words of the node at port " + node.port() + ":\n" + node.lastWords());
                    }
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while cluster " + name + " was starting", e);
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
