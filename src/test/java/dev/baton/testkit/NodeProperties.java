package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node's directory and its {@code server.properties}, written once: a node keeps its ports for life. */
record NodeProperties(Path directory, int port) {

    static List<NodeProperties> forCluster(ClusterSpec spec, Path home) {
        Path first = home.resolve("node-1").resolve("server.properties");
        return Files.exists(first) ? read(spec, home) : write(spec, home);
    }

    Path file() {
        return directory.resolve("server.properties");
    }

    private static List<NodeProperties> read(ClusterSpec spec, Path home) {
        List<NodeProperties> nodes = new ArrayList<>();
        for (int node = 1; node <= spec.brokers; node++) {
            Path directory = home.resolve("node-" + node);
            NodeProperties unknown = new NodeProperties(directory, 0);
            nodes.add(new NodeProperties(directory, unknown.port("advertised.listeners", "PLAINTEXT")));
        }
        return nodes;
    }

    /** The port of a listener, in one of the two properties that name them. */
    int port(String property, String listener) {
        return Arrays.stream(load().getProperty(property).split(","))
                .filter(one -> one.startsWith(listener + "://"))
                .mapToInt(one -> Integer.parseInt(one.substring(one.lastIndexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private Properties load() {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file())) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static List<NodeProperties> write(ClusterSpec spec, Path home) {
        int[] controllers =
                IntStream.range(0, spec.brokers).map(i -> Ports.free()).toArray();
        String voters = IntStream.range(0, spec.brokers)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers[i])
                .collect(Collectors.joining(","));
        List<NodeProperties> nodes = new ArrayList<>();
        for (int i = 0; i < spec.brokers; i++) {
            NodeProperties node = new NodeProperties(home.resolve("node-" + (i + 1)), Ports.free());
            node.write(spec, i + 1, controllers[i], voters);
            nodes.add(node);
        }
        return nodes;
    }

    private void write(ClusterSpec spec, int id, int controllerPort, String voters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(id));
        all.put("controller.quorum.voters", voters);
        all.putAll(waysIn(spec, controllerPort));
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("log.dirs", directory.resolve("data").toString());
        all.putAll(smallAndQuick(spec.brokers));
        all.putAll(spec.serverProperties);
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(file())) {
                Properties properties = new Properties();
                properties.putAll(all);
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> waysIn(ClusterSpec spec, int controllerPort) {
        List<String> listeners =
                new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port, "CONTROLLER://127.0.0.1:" + controllerPort));
        List<String> advertised = new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port));
        List<String> protocols = new ArrayList<>(List.of("PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
        Map<String, String> settings = new LinkedHashMap<>();
        if (spec.proxied) {
            listeners.add("PROXIED://127.0.0.1:" + Ports.free());
            advertised.add("PROXIED://127.0.0.1:" + Ports.free());
            protocols.add("PROXIED:PLAINTEXT");
        }
        for (Listener listener : spec.listeners) {
            String address = listener.name() + "://127.0.0.1:" + Ports.free();
            listeners.add(address);
            advertised.add(address);
            protocols.add(listener.name() + ":" + listener.protocol());
            settings.putAll(listener.serverProperties());
        }
        settings.put("listeners", String.join(",", listeners));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        return settings;
    }

    /**
     * The session timeout is short because a revived node is let in again only when the session that it had before it was
     * killed has run out; but a lone broker that a busy machine keeps from its heartbeats must not be fenced.
     */
    static Map<String, String> smallAndQuick(int brokers) {
        String copies = Integer.toString(Math.min(3, brokers));
        String inSync = brokers >= 3 ? "2" : "1";
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("default.replication.factor", copies);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", copies);
        settings.put("transaction.state.log.replication.factor", copies);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("share.coordinator.state.topic.replication.factor", copies);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("broker.session.timeout.ms", brokers == 1 ? "4000" : "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "16777216");
        settings.put("auto.create.topics.enable", "false");
        return settings;
    }
}
