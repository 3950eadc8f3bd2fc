package dev.baton.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.CreateAclsOptions;
import org.apache.kafka.clients.admin.DeleteAclsOptions;
import org.apache.kafka.clients.admin.DescribeAclsOptions;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** Denials to write to a cluster's topics: how producers are kept out. */
public final class WriteDenials {
    private static final String ANY_HOST = "*";

    private final Cluster cluster;

    WriteDenials(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether any ACL speaks of a topic, by its name, a prefix of it, or all topics. */
    public boolean hasAny(String topic) {
        return !describe(new AclBindingFilter(
                        new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH),
                        AccessControlEntryFilter.ANY))
                .isEmpty();
    }

    /** Whether just this denial is there. */
    public boolean deniesWrite(String principal, String topic) {
        return !describe(denial(principal, topic).toFilter()).isEmpty();
    }

    /** Who is denied to write, from anywhere, to which topics: principals by the topic's name. */
    public Map<String, Set<String>> shutOut() {
        Map<String, Set<String>> byTopic = new TreeMap<>();
        describe(new AclBindingFilter(
                        new ResourcePatternFilter(ResourceType.TOPIC, null, PatternType.LITERAL),
                        new AccessControlEntryFilter(null, ANY_HOST, AclOperation.WRITE, AclPermissionType.DENY)))
                .forEach(acl -> byTopic.computeIfAbsent(acl.pattern().name(), topic -> new TreeSet<>())
                        .add(acl.entry().principal()));
        return byTopic;
    }

    /** Denies a principal to write to a topic, from anywhere; done again it changes nothing. */
    public void denyWrite(String principal, String topic) {
        cluster.calls()
                .one(
                        Asked.to("deny " + principal + " to write to " + topic)
                                .needing(AclOperation.ALTER, ResourceType.CLUSTER),
                        millis -> cluster.admin()
                                .createAcls(
                                        List.of(denial(principal, topic)), new CreateAclsOptions().timeoutMs(millis))
                                .all());
    }

    /** Takes such a denial away; where there is none it changes nothing. */
    public void removeDenial(String principal, String topic) {
        cluster.calls()
                .one(
                        Asked.to("let " + principal + " write to " + topic + " again")
                                .needing(AclOperation.ALTER, ResourceType.CLUSTER),
                        millis -> cluster.admin()
                                .deleteAcls(
                                        List.of(denial(principal, topic).toFilter()),
                                        new DeleteAclsOptions().timeoutMs(millis))
                                .all());
    }

    private Collection<AclBinding> describe(AclBindingFilter filter) {
        return cluster.calls()
                .one(
                        Asked.to("read its ACLs").needing(AclOperation.DESCRIBE, ResourceType.CLUSTER),
                        millis -> cluster.admin()
                                .describeAcls(filter, new DescribeAclsOptions().timeoutMs(millis))
                                .values());
    }

    private static AclBinding denial(String principal, String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, ANY_HOST, AclOperation.WRITE, AclPermissionType.DENY));
    }
}
