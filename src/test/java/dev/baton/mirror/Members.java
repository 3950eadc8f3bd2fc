package dev.baton.mirror;

import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The processes of the mirror from east, as members of its group on the target. */
final class Members {
    private static final String GROUP = "baton-mirror.east";

    private Members() {}

    /** Waits until there are so many, whatever each of them has. */
    static void await(KafkaCluster target, int count, Duration atMost) {
        await(target, count + " members", atMost, members -> members.size() == count);
    }

    /** Waits until there are so many and each has its share, as it is when a rebalance is over. */
    static void awaitSharing(KafkaCluster target, int count, Duration atMost) {
        await(
                target,
                count + " members that share",
                atMost,
                members -> members.size() == count
                        && members.stream()
                                .noneMatch(member ->
                                        member.assignment().topicPartitions().isEmpty()));
    }

    /** Waits until there is one alone that has its share, by its client id: one that was killed is a member for a while. */
    static void awaitAlone(KafkaCluster target, String clientId, Duration atMost) {
        await(
                target,
                clientId,
                atMost,
                members -> members.size() == 1
                        && members.stream()
                                .allMatch(member -> member.clientId().endsWith(clientId)
                                        && !member.assignment()
                                                .topicPartitions()
                                                .isEmpty()));
    }

    /** The shards that each has now, by its member id. */
    static Map<String, Set<Integer>> shards(KafkaCluster target) {
        try (Admin admin = target.admin()) {
            return members(admin).stream()
                    .collect(Collectors.toMap(
                            MemberDescription::consumerId,
                            member -> member.assignment().topicPartitions().stream()
                                    .map(TopicPartition::partition)
                                    .collect(Collectors.toSet())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(
            KafkaCluster target, String what, Duration atMost, Predicate<Collection<MemberDescription>> asked) {
        try (Admin admin = target.admin()) {
            Awaitility.await(what)
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .atMost(atMost)
                    .until(() -> members(admin), asked::test);
        }
    }

    private static Collection<MemberDescription> members(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(GROUP))
                .describedGroups()
                .get(GROUP)
                .get()
                .members();
    }
}
