package dev.baton.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** The groups of a cluster and their commits. */
public final class Groups {
    private static final Asked LIST = Asked.to("list its groups");
    private static final Asked COMMIT = Asked.to("commit offsets");
    private static final Asked READ_COMMITS = Asked.to("read the commits of groups")
            .needing(AclOperation.DESCRIBE, ResourceType.GROUP)
            .needing(AclOperation.DESCRIBE, ResourceType.TOPIC);

    /** Each group's commit is two requests of its own, and an Admin waits for each answer: several of them go on at once. */
    private static final int LANES = 4;

    private static final int GROUPS_A_LANE = 50;

    private final Cluster cluster;

    Groups(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The groups whose name is wanted, by name; of every type, share and Connect groups included. Fails where one broker does
     * not answer: its groups would look like deleted ones.
     */
    public Map<String, GroupInfo> list(Predicate<String> wanted) {
        return named(cluster.calls().one(LIST, millis -> askForAll(millis).all()), wanted);
    }

    /** Those of them that the brokers tell of that answer within the time; fails where none does. */
    public ListedGroups listReachable(Predicate<String> wanted, Duration atMost) {
        Answers answers = cluster.calls().one(LIST.within(atMost), millis -> {
            // it tells of those that answer when it has given up the others, so that has to be sooner
            ListGroupsResult asked = askForAll(millis - millis / 4);
            return asked.valid()
                    .toCompletionStage()
                    .thenCombine(asked.errors().toCompletionStage(), Answers::orThrow)
                    .toCompletableFuture();
        });
        return new ListedGroups(
                named(answers.groups(), wanted),
                answers.errors().stream()
                        .findFirst()
                        .map(error -> cluster.calls().failure(LIST.within(atMost), error))
                        .orElse(null));
    }

    private ListGroupsResult askForAll(int millis) {
        return cluster.admin().listGroups(new ListGroupsOptions().timeoutMs(millis));
    }

    private static Map<String, GroupInfo> named(Collection<GroupListing> listings, Predicate<String> wanted) {
        Map<String, GroupInfo> groups = new TreeMap<>();
        for (GroupListing listing : listings) {
            if (wanted.test(listing.groupId())) {
                groups.put(listing.groupId(), info(listing));
            }
        }
        return groups;
    }

    /** What brokers said that were asked for their groups, and why others did not. */
    private record Answers(Collection<GroupListing> groups, Collection<Throwable> errors) {
        static Answers orThrow(Collection<GroupListing> groups, Collection<Throwable> errors) {
            if (groups.isEmpty() && !errors.isEmpty()) {
                throw new CompletionException(errors.iterator().next());
            }
            return new Answers(groups, errors);
        }
    }

    /** Members and states of groups of every kind; a group that does not exist fails with {@code INCOMPLETE}. */
    public Map<String, Outcome<GroupDescription>> describe(Collection<String> groups) {
        return groups.isEmpty() ? Map.of() : new GroupDescriber(cluster, this).describe(groups);
    }

    /** Every commit of each group; an unknown group has none. Offsets of undecided transactions are not seen. */
    public Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> committed(Collection<String> groups) {
        return committed(READ_COMMITS, groups, false);
    }

    /** The same, waited for no longer than that: a group whose coordinator does not answer fails by then. */
    public Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> committed(
            Collection<String> groups, Duration atMost) {
        return committed(READ_COMMITS.within(atMost), groups, false);
    }

    /** The same, but waits until no transaction of a group's members is undecided: for the last look before a switch. */
    public Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> stableCommitted(Collection<String> groups) {
        return committed(READ_COMMITS, groups, true);
    }

    private Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> committed(
            Asked asked, Collection<String> groups, boolean stable) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        Map<String, ListConsumerGroupOffsetsSpec> specs = groups.stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), group -> new ListConsumerGroupOffsetsSpec()));
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> committed = new HashMap<>();
        cluster.calls()
                .each(asked, millis -> {
                    var result = cluster.admin()
                            .listConsumerGroupOffsets(
                                    specs,
                                    new ListConsumerGroupOffsetsOptions()
                                            .requireStable(stable)
                                            .timeoutMs(millis));
                    return specs.keySet().stream()
                            .collect(Collectors.toMap(Function.identity(), result::partitionsToOffsetAndMetadata));
                })
                .forEach((group, outcome) -> committed.put(group, outcome.map(Groups::commits)));
        return committed;
    }

    /**
     * Commits offsets for a group without members, never with a leader epoch. Not atomic: each partition has its own
     * outcome, the offset that was committed or why not.
     */
    public Map<TopicPartition, Outcome<CommittedOffset>> commit(
            String group, Map<TopicPartition, CommittedOffset> offsets) {
        if (offsets.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Outcome<CommittedOffset>> committed = new PartitionMap<>();
        each(Asked.to("commit offsets of group " + group), Map.of(group, offsets))
                .forEach((item, outcome) -> committed.put(item.partition(), outcome));
        return committed;
    }

    /** Commits offsets of many groups, all asked for at once; otherwise as {@link #commit}. */
    public Map<GroupPartition, Outcome<CommittedOffset>> commitAll(
            Map<String, Map<TopicPartition, CommittedOffset>> offsets) {
        return offsets.isEmpty() ? Map.of() : each(COMMIT, offsets);
    }

    /** The same by somebody who may do so for a limited time: what was not sent until then is not sent at all. */
    public Map<GroupPartition, Outcome<CommittedOffset>> commitAll(
            Map<String, Map<TopicPartition, CommittedOffset>> offsets, Duration atMost) {
        return offsets.isEmpty() ? Map.of() : each(COMMIT.within(atMost), offsets);
    }

    private Map<GroupPartition, Outcome<CommittedOffset>> each(
            Asked asked, Map<String, Map<TopicPartition, CommittedOffset>> offsets) {
        Asked committing =
                asked.needing(AclOperation.READ, ResourceType.GROUP).needing(AclOperation.READ, ResourceType.TOPIC);
        int lanes = Math.min(LANES, 1 + offsets.size() / GROUPS_A_LANE);
        return cluster.calls().each(committing, millis -> {
            Map<GroupPartition, KafkaFuture<CommittedOffset>> committed = new HashMap<>();
            List<Admin> admins = cluster.admins(lanes);
            offsets.forEach((group, wanted) -> {
                Map<TopicPartition, OffsetAndMetadata> values = new PartitionMap<>();
                wanted.forEach((partition, offset) -> values.put(
                        partition, new OffsetAndMetadata(offset.offset(), Optional.empty(), offset.metadata())));
                var result = admins.get(Math.floorMod(group.hashCode(), lanes))
                        .alterConsumerGroupOffsets(
                                group, values, new AlterConsumerGroupOffsetsOptions().timeoutMs(millis));
                wanted.forEach((partition, offset) -> committed.put(
                        new GroupPartition(group, partition),
                        result.partitionResult(partition).thenApply(nothing -> offset)));
            });
            return committed;
        });
    }

    /** Deletes commits of groups, all asked for at once; each partition with its own outcome. */
    public Map<GroupPartition, Outcome<TopicPartition>> deleteOffsets(Map<String, Set<TopicPartition>> partitions) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Asked asked = Asked.to("delete offsets of groups")
                .needing(AclOperation.READ, ResourceType.TOPIC)
                .needing(AclOperation.DELETE, ResourceType.GROUP);
        return cluster.calls().each(asked, millis -> {
            Map<GroupPartition, KafkaFuture<TopicPartition>> deleted = new HashMap<>();
            partitions.forEach((group, some) -> {
                var result = cluster.admin()
                        .deleteConsumerGroupOffsets(
                                group, some, new DeleteConsumerGroupOffsetsOptions().timeoutMs(millis));
                some.forEach(partition -> deleted.put(
                        new GroupPartition(group, partition),
                        result.partitionResult(partition).thenApply(nothing -> partition)));
            });
            return deleted;
        });
    }

    /** Deletes groups that have no members, all asked for at once; one that is not there fails with {@code INCOMPLETE}. */
    public Map<String, Outcome<String>> deleteAll(Collection<String> groups) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        Asked asked = Asked.to("delete groups").needing(AclOperation.DELETE, ResourceType.GROUP);
        return cluster.calls().each(asked, millis -> {
            Map<String, KafkaFuture<String>> deleted = new HashMap<>();
            cluster.admin()
                    .deleteConsumerGroups(groups, new DeleteConsumerGroupsOptions().timeoutMs(millis))
                    .deletedGroups()
                    .forEach((group, done) -> deleted.put(group, done.thenApply(nothing -> group)));
            return deleted;
        });
    }

    private static GroupInfo info(GroupListing listing) {
        return new GroupInfo(
                listing.groupId(),
                listing.type().orElse(GroupType.UNKNOWN),
                listing.groupState().orElse(GroupState.UNKNOWN),
                listing.protocol());
    }

    private static Map<TopicPartition, CommittedOffset> commits(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, CommittedOffset> commits = new PartitionMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                commits.put(
                        partition,
                        new CommittedOffset(
                                offset.offset(),
                                offset.metadata(),
                                offset.leaderEpoch().orElse(null)));
            }
        });
        return ByPartition.copy(commits);
    }
}
