package dev.baton.cluster;

import dev.baton.failure.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeClassicGroupsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Describes groups of every kind. Most are consumers', so that they are asked for as such; a broker says of the others that
 * there is no such group, and only then is it asked which kind they are.
 */
final class GroupDescriber {
    private final Cluster cluster;
    private final Groups groups;

    GroupDescriber(Cluster cluster, Groups groups) {
        this.cluster = cluster;
        this.groups = groups;
    }

    Map<String, Outcome<GroupDescription>> describe(Collection<String> names) {
        Map<String, Outcome<GroupDescription>> described = new HashMap<>();
        described.putAll(ask(
                millis -> cluster.admin()
                        .describeConsumerGroups(
                                names,
                                new DescribeConsumerGroupsOptions()
                                        .includeAuthorizedOperations(true)
                                        .timeoutMs(millis))
                        .describedGroups(),
                GroupDescriber::consumers));
        Set<String> unknown = described.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Outcome.Failed<GroupDescription> failed
                        && failed.failure().kind() == FailureKind.INCOMPLETE)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            described.putAll(others(groups.list(unknown::contains).values()));
        }
        return described;
    }

    private Map<String, Outcome<GroupDescription>> others(Collection<GroupInfo> found) {
        List<String> share = new ArrayList<>();
        List<String> streams = new ArrayList<>();
        List<String> classic = new ArrayList<>();
        for (GroupInfo group : found) {
            (group.type() == GroupType.SHARE ? share : group.type() == GroupType.STREAMS ? streams : classic)
                    .add(group.group());
        }
        Map<String, Outcome<GroupDescription>> described = new HashMap<>();
        if (!share.isEmpty()) {
            described.putAll(ask(
                    millis -> cluster.admin()
                            .describeShareGroups(share, new DescribeShareGroupsOptions().timeoutMs(millis))
                            .describedGroups(),
                    GroupDescriber::share));
        }
        if (!streams.isEmpty()) {
            described.putAll(ask(
                    millis -> cluster.admin()
                            .describeStreamsGroups(streams, new DescribeStreamsGroupsOptions().timeoutMs(millis))
                            .describedGroups(),
                    GroupDescriber::streams));
        }
        if (!classic.isEmpty()) {
            described.putAll(ask(
                    millis -> cluster.admin()
                            .describeClassicGroups(classic, new DescribeClassicGroupsOptions().timeoutMs(millis))
                            .describedGroups(),
                    GroupDescriber::classic));
        }
        return described;
    }

    private <T> Map<String, Outcome<GroupDescription>> ask(
            IntFunction<Map<String, KafkaFuture<T>>> question, Function<T, GroupDescription> description) {
        Map<String, Outcome<GroupDescription>> described = new HashMap<>();
        cluster.calls()
                .each(Asked.to("describe groups").needing(AclOperation.DESCRIBE, ResourceType.GROUP), question)
                .forEach((group, outcome) -> described.put(group, outcome.map(description)));
        return described;
    }

    private static GroupDescription consumers(ConsumerGroupDescription group) {
        Set<AclOperation> allowed = group.authorizedOperations();
        boolean refused = allowed != null && !allowed.contains(AclOperation.READ);
        return new GroupDescription(
                group.groupId(), group.type(), group.groupState(), members(group.members()), refused);
    }

    private static GroupDescription classic(ClassicGroupDescription group) {
        GroupState state = GroupState.parse(group.state().toString());
        return new GroupDescription(group.groupId(), GroupType.CLASSIC, state, members(group.members()));
    }

    private static GroupDescription share(ShareGroupDescription group) {
        List<GroupDescription.Member> members = group.members().stream()
                .map(member -> new GroupDescription.Member(
                        member.consumerId(),
                        null,
                        member.clientId(),
                        member.host(),
                        member.assignment().topicPartitions()))
                .toList();
        return new GroupDescription(group.groupId(), GroupType.SHARE, group.groupState(), members);
    }

    private static GroupDescription streams(StreamsGroupDescription group) {
        List<GroupDescription.Member> members = group.members().stream()
                .map(member -> new GroupDescription.Member(
                        member.memberId(),
                        member.instanceId().orElse(null),
                        member.clientId(),
                        member.clientHost(),
                        Set.of()))
                .toList();
        return new GroupDescription(group.groupId(), GroupType.STREAMS, group.groupState(), members);
    }

    private static List<GroupDescription.Member> members(Collection<MemberDescription> members) {
        return members.stream()
                .map(member -> new GroupDescription.Member(
                        member.consumerId(),
                        member.groupInstanceId().orElse(null),
                        member.clientId(),
                        member.host(),
                        member.assignment().topicPartitions()))
                .toList();
    }
}
