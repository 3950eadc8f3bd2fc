package dev.baton.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a cluster shall be like, before it is started. */
public final class ClusterSpec {
    private static final String AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    final String name;
    final Map<String, String> serverProperties = new LinkedHashMap<>();
    int brokers = 1;
    final List<String> jvmOptions = new ArrayList<>();
    Path home;
    boolean detached;
    boolean proxied;
    final List<Listener> listeners = new ArrayList<>();

    ClusterSpec(String name) {
        this.name = name;
    }

    /** How many nodes, each broker and controller; 1 unless said. */
    public ClusterSpec brokers(int count) {
        this.brokers = count;
        return this;
    }

    /** Sets a server property of every node. */
    public ClusterSpec with(String property, String value) {
        serverProperties.put(property, value);
        return this;
    }

    /** Keeps data, logs and pid files in the given directory and leaves it there; else in a temporary one. */
    public ClusterSpec in(Path directory) {
        this.home = directory;
        return this;
    }

    /** Adds options to the brokers' JVMs, after those that make a start quick: the later one of two wins. */
    public ClusterSpec jvm(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** Gives each broker a second way in, through a {@link CuttingProxy}: {@link KafkaCluster#proxy(int)}. */
    public ClusterSpec proxied() {
        this.proxied = true;
        return this;
    }

    /** Gives every broker one more way in, for clients that are to be secured. */
    public ClusterSpec listener(Listener listener) {
        listeners.add(listener);
        return this;
    }

    /** Keeps ACLs, and lets everybody do what none speaks about. */
    public ClusterSpec permissive() {
        return with("authorizer.class.name", AUTHORIZER).with("allow.everyone.if.no.acl.found", "true");
    }

    /** Lets nobody do anything but whom an ACL allows to, and the tests themselves, who come in by the plain listener. */
    public ClusterSpec authorizing() {
        return with("authorizer.class.name", AUTHORIZER).with("super.users", "User:ANONYMOUS");
    }

    /** Lets the brokers outlive this JVM. */
    public ClusterSpec detached() {
        this.detached = true;
        return this;
    }

    /** Starts the cluster and waits until it answers. */
    public KafkaCluster start() {
        KafkaCluster cluster = ContainerCluster.chosen() ? new ContainerCluster(this) : processes();
        try {
            cluster.revive();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private KafkaCluster processes() {
        if (!detached) {
            ClassArchive.recordOnce();
        }
        return new ProcessCluster(this);
    }
}
