package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * A right as Kafka's authorizer gives it: one operation on one resource of a cluster.
 *
 * @param name of the resource; {@link #CLUSTER} for the cluster itself
 */
public record Right(AclOperation operation, ResourceType type, String name) {
    /** How Kafka calls the only resource of type cluster. */
    public static final String CLUSTER = "kafka-cluster";

    /** As a person says it: {@code DESCRIBE on topic orders}. */
    public String words() {
        String resource = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return operation + " on " + resource + (type == ResourceType.CLUSTER ? "" : " " + name);
    }

    /** The failure of what was asked for without it. */
    public BatonException missing(ClusterConfig cluster, String asked, @Nullable Throwable cause) {
        return new BatonException(
                FailureKind.UNAUTHORISED,
                "cluster " + cluster.alias() + " (" + cluster.bootstrapServers() + ") could not " + asked
                        + ": not authorised, " + words() + " is missing",
                "give it to the principal of " + cluster.alias() + ": " + command(cluster.bootstrapServers()),
                cause);
    }

    /** The command that gives it to a principal, who is not known to the client. */
    public String command(String bootstrapServers) {
        return "kafka-acls.sh --bootstrap-server " + bootstrapServers
                + " --add --allow-principal User:NAME --operation "
                + SecurityUtils.operationName(operation) + " " + option(type)
                + (type == ResourceType.CLUSTER ? "" : " '" + name + "'");
    }

    /** The option of {@code kafka-acls} that names a resource of the type. */
    public static String option(ResourceType type) {
        return "--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
