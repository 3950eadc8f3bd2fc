package dev.baton.mirror;

import dev.baton.cluster.Needed;
import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Listener;
import dev.baton.testkit.TestData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/** Two clusters, of which the target gives a mirror every right that it needs but that to write markers. */
final class UnprivilegedSites implements AutoCloseable {
    private static final String CLIENTS = "CLIENTS";
    private static final String USER = "mirror";
    private static final String PASSWORD = "mirrors-pa55word";
    private static final String LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final KafkaCluster east;
    private final KafkaCluster west;

    private UnprivilegedSites(ClusterSpec target) {
        Listener scram = new Listener(
                CLIENTS,
                "SASL_PLAINTEXT",
                Map.of("sasl.enabled.mechanisms", "SCRAM-SHA-512", "scram-sha-512.sasl.jaas.config", LOGIN + ";"));
        List<KafkaCluster> started = KafkaCluster.startAll(
                KafkaCluster.named("east"), target.authorizing().listener(scram));
        east = started.get(0);
        west = started.get(1);
        new TestData(west).user(USER, PASSWORD);
        grant();
    }

    /** Starts both, the target as described. */
    static UnprivilegedSites start(ClusterSpec target) {
        return new UnprivilegedSites(target);
    }

    private void grant() {
        List<AclBinding> rights = MirrorRights.all().stream()
                .filter(right -> right.side() == Needed.Side.TARGET)
                .filter(right -> right.on() != Needed.On.CLUSTER || right.operation() != AclOperation.ALTER)
                .map(right -> new AclBinding(
                        new ResourcePattern(
                                right.on().type(),
                                right.on().resource(),
                                right.on().pattern()),
                        new AccessControlEntry("User:" + USER, "*", right.operation(), AclPermissionType.ALLOW)))
                .toList();
        try (Admin admin = west.admin()) {
            admin.createAcls(rights).all().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    KafkaCluster east() {
        return east;
    }

    KafkaCluster west() {
        return west;
    }

    /** A configuration of one flow; the last part is more of its keys. */
    String config(String topics, String more) {
        return """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west:
                    bootstrap.servers: "%s"
                    security.protocol: SASL_PLAINTEXT
                    sasl.mechanism: SCRAM-SHA-512
                    sasl.jaas.config: '%s username="%s" password="%s";'
                flows:
                  - {from: east, to: west, topics: "%s", groups: none, replication.factor: %d, %s}
                """.formatted(
                        east.bootstrap(), west.bootstrap(CLIENTS), LOGIN, USER, PASSWORD, topics, west.brokers(), more);
    }

    @Override
    public void close() {
        east.close();
        west.close();
    }
}
