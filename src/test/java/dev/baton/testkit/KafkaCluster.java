package dev.baton.testkit;

import dev.baton.config.ClusterConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real Kafka cluster under a test's control. Nodes are numbered from 1; the methods without a number speak of all of them.
 *
 * <pre>{@code
 * try (KafkaCluster east = KafkaCluster.named("east").brokers(3).with("min.insync.replicas", "2").start()) {
 *     east.kill(2);
 *     east.revive();
 * }
 * }</pre>
 */
public interface KafkaCluster extends AutoCloseable {
    /** Starts describing a cluster; its name is its alias as well. */
    static ClusterSpec named(String name) {
        return new ClusterSpec(name);
    }

    /** Starts several clusters at the same time, in the order given. */
    static List<KafkaCluster> startAll(ClusterSpec... specs) {
        List<CompletableFuture<KafkaCluster>> starting = Arrays.stream(specs)
                .map(spec -> CompletableFuture.supplyAsync(spec::start))
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }

    String name();

    /** Host and port pairs of all nodes, dead or alive. */
    String bootstrap();

    /** The same for clients that come in by one of the {@link ClusterSpec#listener}s. */
    String bootstrap(String listener);

    /** How many nodes there are, dead or alive. */
    int brokers();

    /** SIGKILL, at once; the page cache survives, as it does where only the process dies. */
    void kill(int node);

    /** SIGSTOP: connections stay open, nothing is answered. */
    void pause(int node);

    /** SIGCONT. */
    void resume(int node);

    /** Lets every append fail from now on, as on a full disk, until the node is revived; the broker gives up and ends. */
    void fillDisk(int node);

    /** A proxy before one broker of a cluster that was described as proxied; the test closes it. */
    CuttingProxy proxy(int node);

    /** The same for a cluster of one broker. */
    default CuttingProxy proxy() {
        return proxy(1);
    }

    /** The lines of what the node has logged since it was started last. */
    List<String> log(int node);

    /** A clean shutdown, waited for. */
    void stop(int node);

    /** Brings every node back that is dead or paused, on its old port and data, and waits until the cluster answers. */
    void revive();

    /** Whether every node runs and none is paused. */
    boolean isUp();

    /** Kills what runs and removes the data. */
    @Override
    void close();

    default void kill() {
        forEachNode(this::kill);
    }

    default void pause() {
        forEachNode(this::pause);
    }

    default void resume() {
        forEachNode(this::resume);
    }

    default void stop() {
        forEachNode(this::stop);
    }

    /** A clean shutdown and a new start, on the same ports and data. */
    default void restart() {
        stop();
        revive();
    }

    /** The cluster as Baton's configuration knows it, with the cluster's name as its alias. */
    default ClusterConfig clientConfig() {
        return new ClusterConfig(name(), Map.of("bootstrap.servers", bootstrap()));
    }

    /**
     * Client properties for an Admin, a consumer or a producer of the test's own: pairs of name and value are added. A
     * producer has one request in flight: a partition that was made a moment ago takes any first sequence, so of several
     * batches the second can come before the first, which is then refused until its time is over.
     */
    default Map<String, Object> clientProperties(Object... namesAndValues) {
        Map<String, Object> properties = new HashMap<>(clientConfig().properties());
        properties.put("max.in.flight.requests.per.connection", 1);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    /** A new Admin client; the test closes it. */
    default Admin admin() {
        return Admin.create(clientProperties());
    }

    private void forEachNode(IntConsumer action) {
        for (int node = 1; node <= brokers(); node++) {
            action.accept(node);
        }
    }
}
