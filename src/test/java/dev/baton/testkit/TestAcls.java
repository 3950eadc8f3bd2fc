package dev.baton.testkit;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
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

    public void allowAll(String principal, String topic) {
        allow(principal, AclOperation.ALL, topic);
    }

    public void allow(String principal, AclOperation operation, String topic) {
        add(principal, topic, operation, AclPermissionType.ALLOW);
    }

    public void denyWrite(String principal, String topic) {
        add(principal, topic, AclOperation.WRITE, AclPermissionType.DENY);
    }

    /** Who may not write to a topic. */
    public List<String> deniedToWrite(String topic) {
        try (Admin admin = cluster.admin()) {
            return admin.describeAcls(AclBindingFilter.ANY).values().get(PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
                    .filter(acl -> acl.pattern().name().equals(topic))
                    .filter(acl -> acl.entry().permissionType() == AclPermissionType.DENY)
                    .map(acl -> acl.entry().principal())
                    .toList();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("ACLs could not be read", e);
        }
    }

    /** Whether somebody was given a right on a topic by its name. */
    public boolean allows(String principal, AclOperation operation, String topic) {
        AclBinding wanted = binding(principal, topic, operation, AclPermissionType.ALLOW);
        try (Admin admin = cluster.admin()) {
            return admin.describeAcls(wanted.toFilter())
                    .values()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .contains(wanted);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("ACLs could not be read", e);
        }
    }

    private void add(String principal, String topic, AclOperation operation, AclPermissionType type) {
        try (Admin admin = cluster.admin()) {
            admin.createAcls(List.of(binding(principal, topic, operation, type)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("an ACL could not be made", e);
        }
    }

    private static AclBinding binding(
            String principal, String topic, AclOperation operation, AclPermissionType type) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, type));
    }
}
