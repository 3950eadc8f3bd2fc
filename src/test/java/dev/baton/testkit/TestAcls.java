package dev.baton.testkit;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Who may do what with the topics of one cluster. */
public record TestAcls(KafkaCluster cluster) {
    private static final int PATIENCE_SECONDS = 20;
    private static final String ANONYMOUS = "User:ANONYMOUS";

    public void allowAll(String principal, String topic) {
        allow(principal, AclOperation.ALL, topic);
    }

    public void allow(String principal, AclOperation operation, String topic) {
        add(principal, topic, operation, AclPermissionType.ALLOW);
    }

    public void denyWrite(String principal, String topic) {
        add(principal, topic, AclOperation.WRITE, AclPermissionType.DENY);
    }

    /** Takes one right on a topic from clients without a name, whom nothing else there is denied. */
    public void withdraw(AclOperation operation, String topic) {
        allowAll(ANONYMOUS, topic);
        add(ANONYMOUS, topic, operation, AclPermissionType.DENY);
    }

    /** Gives back what was {@link #withdraw withdrawn}. */
    public void giveBack(AclOperation operation, String topic) {
        AclBinding denied = binding(ANONYMOUS, topic, operation, AclPermissionType.DENY);
        ask(admin -> admin.deleteAcls(List.of(denied.toFilter())).all());
    }

    /** Who may not write to a topic. */
    public List<String> deniedToWrite(String topic) {
        return ask(admin -> admin.describeAcls(AclBindingFilter.ANY).values()).stream()
                .filter(acl -> acl.pattern().name().equals(topic))
                .filter(acl -> acl.entry().permissionType() == AclPermissionType.DENY)
                .map(acl -> acl.entry().principal())
                .toList();
    }

    /** Whether somebody was given a right on a topic by its name. */
    public boolean allows(String principal, AclOperation operation, String topic) {
        AclBinding wanted = binding(principal, topic, operation, AclPermissionType.ALLOW);
        return ask(admin -> admin.describeAcls(wanted.toFilter()).values()).contains(wanted);
    }

    private void add(String principal, String topic, AclOperation operation, AclPermissionType type) {
        AclBinding binding = binding(principal, topic, operation, type);
        ask(admin -> admin.createAcls(List.of(binding)).all());
    }

    private static AclBinding binding(String principal, String topic, AclOperation operation, AclPermissionType type) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, type));
    }

    private <T> T ask(Function<Admin, KafkaFuture<T>> asked) {
        try (Admin admin = cluster.admin()) {
            return asked.apply(admin).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("ACLs could not be read or changed", e);
        }
    }
}
