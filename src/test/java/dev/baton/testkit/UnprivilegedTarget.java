package dev.baton.testkit;

import dev.baton.cluster.Needed;
import dev.baton.cluster.Right;
import dev.baton.mirror.MirrorRights;
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
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A target that gives the user of a mirror every right that it needs but that to write markers. */
public final class UnprivilegedTarget {
    private static final String CLIENTS = "CLIENTS";
    private static final String USER = "mirror";
    private static final String PASSWORD = "mirrors-pa55word";
    private static final String LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final KafkaCluster cluster;

    /** @param cluster {@link #described} */
    public UnprivilegedTarget(KafkaCluster cluster) {
        this.cluster = cluster;
        new TestData(cluster).user(USER, PASSWORD);
        grant();
    }

    /** Gives the user a way in, and nobody any right. */
    public static ClusterSpec described(ClusterSpec spec) {
        return spec.authorizing()
                .listener(new Listener(
                        CLIENTS,
                        "SASL_PLAINTEXT",
                        Map.of(
                                "sasl.enabled.mechanisms",
                                "SCRAM-SHA-512",
                                "scram-sha-512.sasl.jaas.config",
                                LOGIN + ";")));
    }

    private void grant() {
        List<AclBinding> rights = MirrorRights.all().stream()
                .filter(right -> right.side() == Needed.Side.TARGET)
                .filter(right -> right.on() != Needed.On.CLUSTER || right.operation() != AclOperation.ALTER)
                .map(right -> allowed(
                        new ResourcePattern(
                                right.on().type(),
                                right.on().resource(),
                                right.on().pattern()),
                        right.operation()))
                .toList();
        grant(rights);
    }

    /** Gives a right on the cluster besides. */
    public void grantOnCluster(AclOperation operation) {
        grant(List.of(
                allowed(new ResourcePattern(ResourceType.CLUSTER, Right.CLUSTER, PatternType.LITERAL), operation)));
    }

    private static AclBinding allowed(ResourcePattern on, AclOperation operation) {
        return new AclBinding(on, new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
    }

    private void grant(List<AclBinding> rights) {
        try (Admin admin = cluster.admin()) {
            admin.createAcls(rights).all().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How the user comes in, as a configuration says it of a cluster, on one line. */
    public String asConfigured() {
        return "{bootstrap.servers: \"%s\", security.protocol: SASL_PLAINTEXT, sasl.mechanism: SCRAM-SHA-512,"
                        .formatted(cluster.bootstrap(CLIENTS))
                + " sasl.jaas.config: '%s username=\"%s\" password=\"%s\";'}".formatted(LOGIN, USER, PASSWORD);
    }
}
