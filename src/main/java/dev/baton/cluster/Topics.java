package dev.baton.cluster;

import dev.baton.failure.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.ResourceType;

/** The topics of a cluster. */
public final class Topics {
    /** A controller takes 10,000 changes at once and no more ("excessively large batch operation", Kafka 4.3.1). */
    private static final int MAX_PARTITIONS_A_REQUEST = 2_000;

    private final Cluster cluster;

    Topics(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The names of all topics, internal ones included. */
    public Collection<String> names() {
        return cluster.calls()
                .one(
                        "list its topics",
                        millis -> cluster.admin()
                                .listTopics(new ListTopicsOptions()
                                        .listInternal(true)
                                        .timeoutMs(millis))
                                .names());
    }

    /** The topics whose name is wanted, by name; one that vanishes meanwhile is left out. */
    public Map<String, TopicInfo> list(Predicate<String> wanted) {
        return describe(names().stream().filter(wanted).toList());
    }

    /** One topic; empty where there is none of that name. */
    public Optional<TopicInfo> find(String name) {
        return Optional.ofNullable(describe(List.of(name)).get(name));
    }

    /** Those of the named topics that exist, by name. */
    public Map<String, TopicInfo> describe(Collection<String> names) {
        Map<String, TopicInfo> found = new HashMap<>();
        descriptions(names).forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed<TopicDescription> failed) {
                if (failed.failure().kind() != FailureKind.INCOMPLETE) {
                    throw failed.failure();
                }
            } else {
                found.put(name, info(outcome.orThrow()));
            }
        });
        return found;
    }

    /** The ids of those of the named topics that exist, by name: one that was made anew has another. */
    public Map<String, String> ids(Collection<String> names) {
        Map<String, String> ids = new HashMap<>();
        describe(names).forEach((name, topic) -> ids.put(name, topic.id()));
        return ids;
    }

    /** The named topics, each as it is or why it cannot be seen; those that do not exist are left out. */
    public Map<String, Outcome<TopicInfo>> look(Collection<String> names) {
        Map<String, Outcome<TopicInfo>> found = new HashMap<>();
        descriptions(names).forEach((name, outcome) -> {
            boolean missing = outcome instanceof Outcome.Failed<TopicDescription> failed
                    && failed.failure().kind() == FailureKind.INCOMPLETE;
            if (!missing) {
                found.put(name, outcome.map(Topics::info));
            }
        });
        return found;
    }

    /** Those of the named topics that the principal may not read: a commit for them would be refused. */
    public Set<String> unreadable(Collection<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        Set<String> unreadable = new TreeSet<>();
        cluster.calls()
                .each(
                        "say what it allows on topics",
                        millis -> cluster.admin()
                                .describeTopics(
                                        names,
                                        new DescribeTopicsOptions()
                                                .includeAuthorizedOperations(true)
                                                .timeoutMs(millis))
                                .topicNameValues())
                .forEach((name, outcome) -> {
                    TopicDescription found = outcome.orNull();
                    Set<AclOperation> allowed = found == null ? null : found.authorizedOperations();
                    if (allowed != null && !allowed.contains(AclOperation.READ)) {
                        unreadable.add(name);
                    }
                });
        return unreadable;
    }

    Map<String, Outcome<TopicDescription>> descriptions(Collection<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        return cluster.calls()
                .each(
                        Asked.to("describe topics").needing(AclOperation.DESCRIBE, ResourceType.TOPIC),
                        millis -> cluster.admin()
                                .describeTopics(names, new DescribeTopicsOptions().timeoutMs(millis))
                                .topicNameValues());
    }

    /** Creates topics; per topic whether it was created (true) or existed already (false). */
    public Map<String, Outcome<Boolean>> create(Collection<TopicSpec> specs) {
        Map<String, Outcome<Boolean>> created = new HashMap<>();
        List<TopicSpec> some = new ArrayList<>();
        int partitions = 0;
        for (TopicSpec spec : specs) {
            if (!some.isEmpty() && partitions + spec.partitions() > MAX_PARTITIONS_A_REQUEST) {
                created.putAll(createTogether(some));
                some.clear();
                partitions = 0;
            }
            some.add(spec);
            partitions += spec.partitions();
        }
        created.putAll(some.isEmpty() ? Map.of() : createTogether(some));
        return created;
    }

    private Map<String, Outcome<Boolean>> createTogether(List<TopicSpec> specs) {
        List<NewTopic> topics = specs.stream().map(Topics::newTopic).toList();
        Map<String, Outcome<Boolean>> created = new HashMap<>();
        cluster.calls()
                .each(Asked.to("create topics").needing(AclOperation.CREATE, ResourceType.TOPIC), millis -> {
                    Map<String, KafkaFuture<Boolean>> results = new HashMap<>();
                    cluster.admin()
                            .createTopics(topics, new CreateTopicsOptions().timeoutMs(millis))
                            .values()
                            .forEach((name, result) -> results.put(name, result.thenApply(nothing -> true)));
                    return results;
                })
                .forEach(
                        (name, outcome) -> created.put(name, existedAlready(outcome) ? Outcome.known(false) : outcome));
        return created;
    }

    private static NewTopic newTopic(TopicSpec spec) {
        return new NewTopic(
                        spec.name(),
                        Optional.of(spec.partitions()),
                        spec.replicationFactor() < 0 ? Optional.empty() : Optional.of(spec.replicationFactor()))
                .configs(spec.configs());
    }

    /** Creates one topic; false where it existed already. */
    public boolean create(TopicSpec spec) {
        return create(List.of(spec))
                .getOrDefault(spec.name(), Outcome.known(false))
                .orThrow();
    }

    /** Brings a topic to a greater number of partitions. */
    public void addPartitions(String topic, int total) {
        cluster.calls()
                .one(
                        Asked.to("add partitions to " + topic).needing(AclOperation.ALTER, ResourceType.TOPIC, topic),
                        millis -> cluster.admin()
                                .createPartitions(
                                        Map.of(topic, NewPartitions.increaseTo(total)),
                                        new CreatePartitionsOptions().timeoutMs(millis))
                                .all());
    }

    public void delete(String topic) {
        cluster.calls()
                .one(
                        Asked.to("delete topic " + topic).needing(AclOperation.DELETE, ResourceType.TOPIC, topic),
                        millis -> cluster.admin()
                                .deleteTopics(List.of(topic), new DeleteTopicsOptions().timeoutMs(millis))
                                .all());
    }

    private static TopicInfo info(TopicDescription description) {
        int replicas = description.partitions().isEmpty()
                ? 0
                : description.partitions().get(0).replicas().size();
        return new TopicInfo(
                description.name(),
                description.topicId().toString(),
                description.partitions().size(),
                (short) replicas);
    }

    private static boolean existedAlready(Outcome<Boolean> created) {
        return created instanceof Outcome.Failed<Boolean> failed
                && failed.failure().getCause() instanceof TopicExistsException;
    }
}
