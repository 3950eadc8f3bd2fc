package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;

/**
 * One Kafka cluster, as Baton asks it and changes it. Thread-safe; closing it never waits for a dead cluster.
 *
 * <p>A call fails as a whole with a {@link dev.baton.failure.BatonException} that names the cluster, or gives one
 * {@link Outcome} an item.
 */
public final class Cluster implements AutoCloseable {
    private final ClusterConfig config;
    private final Calls calls;
    private final Budget budget;
    private volatile ClientProperties properties;
    private final List<Admin> admins = new ArrayList<>();

    private Cluster(ClusterConfig config, Budget budget, String command) {
        this.config = config;
        this.budget = budget;
        this.calls = new Calls(new KafkaErrors(config), budget);
        this.properties = new ClientProperties(config, budget, "baton-" + command);
    }

    /**
     * A cluster to ask; nothing is sent before the first question.
     *
     * @param command becomes a part of the client id, so that brokers' logs and quotas can name Baton
     */
    public static Cluster connect(ClusterConfig config, Budget budget, String command) {
        return new Cluster(config, budget, command);
    }

    public String alias() {
        return config.alias();
    }

    /** How it is connected to: for those who speak to its brokers over connections of their own. */
    public ClusterConfig config() {
        return config;
    }

    /** How long it is waited for. */
    public Duration patience() {
        return budget.limit();
    }

    /** The id that the brokers agree on. */
    public String clusterId() {
        return calls.one(
                "name its cluster id",
                millis -> admin().describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                        .clusterId());
    }

    /**
     * Why it cannot be there now: it never answered, and each of its bootstrap addresses refuses connections. Empty where it
     * may yet answer. A cluster that restarts looks like this for a while, too.
     */
    public Optional<BatonException> refusal() {
        return calls.refusal();
    }

    /** What the brokers say of the cluster as a whole. */
    public ClusterDescription describe() {
        int brokers = calls.one(
                        "name its brokers",
                        millis -> admin().describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                                .nodes())
                .size();
        var features = calls.one(
                "name its features",
                millis -> admin().describeFeatures(new DescribeFeaturesOptions().timeoutMs(millis))
                        .featureMetadata());
        var version = features.finalizedFeatures().get(ClusterDescription.METADATA_VERSION);
        return new ClusterDescription(
                alias(), clusterId(), brokers, version == null ? null : Integer.valueOf(version.maxVersionLevel()));
    }

    public Topics topics() {
        return new Topics(this);
    }

    public TopicConfigs configs() {
        return new TopicConfigs(this);
    }

    public LogOffsets offsets() {
        return offsets(patience());
    }

    /** The same for somebody who waits for no answer longer than that. */
    public LogOffsets offsets(Duration atMost) {
        return new LogOffsets(this, atMost);
    }

    public LogSizes sizes() {
        return new LogSizes(this);
    }

    public Groups groups() {
        return new Groups(this);
    }

    public Producers producers() {
        return new Producers(this);
    }

    public Acls acls() {
        return new Acls(this);
    }

    public WriteDenials writeDenials() {
        return new WriteDenials(this);
    }

    public Records records() {
        Admin unused = admin();
        return new Records(calls, properties);
    }

    Calls calls() {
        return calls;
    }

    /** Created with the first call, since that resolves the bootstrap names. */
    Admin admin() {
        return admins(1).get(0);
    }

    /** So many, each with connections of its own: one sends a broker a request when it has answered the last one. */
    synchronized List<Admin> admins(int count) {
        while (admins.size() < count) {
            admins.add(
                    admins.isEmpty()
                            ? calls.create(this::connected)
                            : calls.create(() -> Admin.create(properties.admin())));
        }
        return List.copyOf(admins.subList(0, count));
    }

    /** A command that has one deadline for all of it begins with a broker that answers, and its other clients do as well. */
    private Admin connected() {
        List<String> addresses = new Bootstrap(config).addresses();
        if (addresses.size() > 1 && budget.total()) {
            Optional<AnsweringBroker> found = AnsweringBroker.among(
                    addresses,
                    address -> Admin.create(properties.startingAt(address).admin()),
                    budget.limit());
            if (found.isPresent()) {
                properties = properties.startingAt(found.get().address());
                return found.get().admin();
            }
        }
        return Admin.create(properties.admin());
    }

    @Override
    public synchronized void close() {
        admins.forEach(admin -> admin.close(Duration.ZERO));
        admins.clear();
    }
}
