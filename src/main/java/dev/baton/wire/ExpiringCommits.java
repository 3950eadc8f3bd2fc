package dev.baton.wire;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.Outcome;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;
import org.jspecify.annotations.Nullable;

/**
 * Commits of groups without members that the broker forgets by itself, and the groups with them.
 *
 * <p>{@code RetentionTimeMs} is a field of OffsetCommit in versions 2 to 4; newer ones leave it to
 * {@code offsets.retention.minutes}. Brokers still take these versions (OffsetCommitRequest.json of 4.3: 2 to 10), keep the
 * moment with the commit ({@code OffsetMetadataManager.expireTimestampMs}), and look every
 * {@code offsets.retention.check.interval.ms}, ten minutes by default. For one thread.
 */
public final class ExpiringCommits implements AutoCloseable {
    private static final byte GROUP_COORDINATOR = 0;
    private static final short WITH_RETENTION_FIRST = 2;
    private static final short WITH_RETENTION_LAST = 4;
    private static final int IN_FLIGHT = 5;
    private static final long POLL_MILLIS = 10;

    private final Rpc rpc;
    private final Map<GroupPartition, Outcome<CommittedOffset>> outcomes = new HashMap<>();
    private final Map<String, Node> coordinators = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int underWay;

    public ExpiringCommits(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, IN_FLIGHT);
    }

    /**
     * Commits, all groups at once; an outcome for each partition.
     *
     * @param retention after which the broker may forget the commits
     * @param limit for all of them
     */
    public Map<GroupPartition, Outcome<CommittedOffset>> commit(
            Map<String, Map<TopicPartition, CommittedOffset>> offsets, Duration retention, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        outcomes.clear();
        open.addAll(offsets.keySet());
        while ((!open.isEmpty() || underWay > 0) && System.nanoTime() < deadline) {
            findCoordinators(offsets.keySet());
            sendOpen(offsets, retention);
            rpc.poll(POLL_MILLIS);
        }
        open.clear();
        offsets.forEach((group, wanted) -> wanted.keySet()
                .forEach(partition -> outcomes.computeIfAbsent(
                        new GroupPartition(group, partition),
                        item -> failed(
                                item, FailureKind.UNREACHABLE, "no answer within " + limit.toMillis() + " ms"))));
        return Map.copyOf(outcomes);
    }

    private void findCoordinators(Collection<String> groups) {
        List<String> unknown = groups.stream()
                .filter(group -> !coordinators.containsKey(group))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        FindCoordinatorResponse response = rpc.callAny(
                new FindCoordinatorRequest.Builder(new FindCoordinatorRequestData()
                        .setKeyType(GROUP_COORDINATOR)
                        .setCoordinatorKeys(unknown)),
                FindCoordinatorResponse.class);
        for (var found : response.coordinators()) {
            if (found.errorCode() == Errors.NONE.code()) {
                coordinators.put(found.key(), new Node(found.nodeId(), found.host(), found.port()));
            } else if (!isRetriable(Errors.forCode(found.errorCode()))) {
                throw failure("find the coordinator of group " + found.key(), Errors.forCode(found.errorCode()));
            }
        }
    }

    private void sendOpen(Map<String, Map<TopicPartition, CommittedOffset>> offsets, Duration retention) {
        for (String group : List.copyOf(open)) {
            Node node = coordinators.get(group);
            Map<TopicPartition, CommittedOffset> wanted = offsets.getOrDefault(group, Map.of());
            if (node != null
                    && rpc.send(
                            node,
                            new WithRetention(data(group, wanted, retention)),
                            OffsetCommitResponse.class,
                            answer -> answered(group, wanted, answer))) {
                open.remove(group);
                underWay++;
            }
        }
    }

    private void answered(
            String group, Map<TopicPartition, CommittedOffset> wanted, @Nullable OffsetCommitResponse answer) {
        underWay--;
        if (answer == null || answer.errorCounts().keySet().stream().anyMatch(ExpiringCommits::isRetriable)) {
            coordinators.remove(group);
            open.add(group);
            return;
        }
        answer.data()
                .topics()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    TopicPartition committed = new TopicPartition(topic.name(), partition.partitionIndex());
                    Errors error = Errors.forCode(partition.errorCode());
                    CommittedOffset offset = wanted.get(committed);
                    GroupPartition item = new GroupPartition(group, committed);
                    outcomes.put(
                            item,
                            error == Errors.NONE && offset != null
                                    ? Outcome.known(offset)
                                    : Outcome.failed(failure("commit offsets (" + item + ")", error)));
                }));
    }

    private static OffsetCommitRequestData data(
            String group, Map<TopicPartition, CommittedOffset> wanted, Duration retention) {
        Map<String, List<OffsetCommitRequestPartition>> topics = new HashMap<>();
        wanted.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), t -> new ArrayList<>())
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(offset.offset())
                        .setCommittedMetadata(offset.metadata())));
        return new OffsetCommitRequestData()
                .setGroupId(group)
                .setRetentionTimeMs(retention.toMillis())
                .setTopics(topics.entrySet().stream()
                        .map(topic -> new OffsetCommitRequestTopic()
                                .setName(topic.getKey())
                                .setPartitions(topic.getValue()))
                        .toList());
    }

    /** OffsetCommit in the versions that carry a retention. */
    private static final class WithRetention extends AbstractRequest.Builder<OffsetCommitRequest> {
        private final OffsetCommitRequestData data;

        WithRetention(OffsetCommitRequestData data) {
            super(ApiKeys.OFFSET_COMMIT, WITH_RETENTION_FIRST, WITH_RETENTION_LAST);
            this.data = data;
        }

        @Override
        public OffsetCommitRequest build(short version) {
            return OffsetCommitRequest.Builder.forTopicNames(data).build(version);
        }
    }

    /** A topic that is not there is Kafka's retriable error too, but here its partitions were read a moment ago. */
    private static boolean isRetriable(Errors error) {
        return error != Errors.UNKNOWN_TOPIC_OR_PARTITION && error.exception() instanceof RetriableException;
    }

    private Outcome<CommittedOffset> failed(GroupPartition item, FailureKind kind, String what) {
        return Outcome.failed(new BatonException(
                kind, "cluster " + rpc.cluster().alias() + " could not commit offsets (" + item + "): " + what));
    }

    private BatonException failure(String asked, Errors error) {
        FailureKind kind = switch (error) {
            case GROUP_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED ->
                FailureKind.UNAUTHORISED;
            case UNKNOWN_TOPIC_OR_PARTITION -> FailureKind.INCOMPLETE;
            default -> FailureKind.UNEXPECTED;
        };
        return new BatonException(
                kind, "cluster " + rpc.cluster().alias() + " could not " + asked + ": " + error.message());
    }

    @Override
    public void close() {
        rpc.close();
    }
}
