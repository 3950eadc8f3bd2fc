package dev.baton.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.CreateAclsOptions;
import org.apache.kafka.clients.admin.DescribeAclsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that a cluster's authorizer gives; a cluster without one fails every call. */
public final class Acls {
    private static final AclBindingFilter ON_TOPICS = new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.TOPIC, null, PatternType.ANY), AccessControlEntryFilter.ANY);

    private static final AclBindingFilter ON_GROUPS = new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.GROUP, null, PatternType.ANY), AccessControlEntryFilter.ANY);

    private static final AclBindingFilter ON_TRANSACTIONS = new AclBindingFilter(
            new ResourcePatternFilter(ResourceType.TRANSACTIONAL_ID, null, PatternType.ANY),
            AccessControlEntryFilter.ANY);

    private final Cluster cluster;

    Acls(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All rights on topics, as they were given: by name, by prefix, or for all topics. */
    public Set<AclBinding> onTopics() {
        return Set.copyOf(list("topics", ON_TOPICS));
    }

    /** All rights that producers and consumers need: on topics, groups and transactional ids. */
    public Set<AclBinding> ofApplications() {
        Set<AclBinding> all = new HashSet<>(onTopics());
        all.addAll(list("groups", ON_GROUPS));
        all.addAll(list("transactional ids", ON_TRANSACTIONS));
        return Set.copyOf(all);
    }

    private Collection<AclBinding> list(String what, AclBindingFilter filter) {
        return cluster.calls()
                .one(
                        Asked.to("list the rights on its " + what).needing(AclOperation.DESCRIBE, ResourceType.CLUSTER),
                        millis -> cluster.admin()
                                .describeAcls(filter, new DescribeAclsOptions().timeoutMs(millis))
                                .values());
    }

    /** Gives rights; one that is there already stays. */
    public Map<AclBinding, Outcome<AclBinding>> create(Collection<AclBinding> bindings) {
        if (bindings.isEmpty()) {
            return Map.of();
        }
        return cluster.calls()
                .each(Asked.to("give rights").needing(AclOperation.ALTER, ResourceType.CLUSTER), millis -> {
                    var values = cluster.admin()
                            .createAcls(bindings, new CreateAclsOptions().timeoutMs(millis))
                            .values();
                    Map<AclBinding, KafkaFuture<AclBinding>> created = new HashMap<>();
                    values.forEach((binding, done) -> created.put(binding, done.thenApply(nothing -> binding)));
                    return created;
                });
    }
}
