package dev.baton.wire;

import dev.baton.cluster.Right;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** The rare, waiting calls to a cluster: producer ids, fences, where a log starts and ends. Driven by one thread. */
public final class LogControl implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The caller tries again later, and others wait for its thread. */
    private static final Duration PATIENCE_WITH_LEADERS = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(1);
    private static final byte TRANSACTION_COORDINATOR = 1;
    private static final int TRANSACTION_TIMEOUT_MS = 60_000;
    private static final int DELETE_TIMEOUT_MS = 5_000;
    private static final int APPEND_TIMEOUT_MS = 5_000;

    /** The broker is not, or not any more, the leader that it was taken for. */
    private static final Set<Errors> ELSEWHERE = EnumSet.of(
            Errors.NOT_LEADER_OR_FOLLOWER,
            Errors.FENCED_LEADER_EPOCH,
            Errors.UNKNOWN_LEADER_EPOCH,
            Errors.UNKNOWN_TOPIC_OR_PARTITION);

    private static final Right IDEMPOTENT =
            new Right(AclOperation.IDEMPOTENT_WRITE, ResourceType.CLUSTER, Right.CLUSTER);

    private final Rpc rpc;
    private final Map<String, Node> coordinators = new HashMap<>();

    public LogControl(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, 1);
    }

    /** A producer id and its epoch, which the broker's logs hold against older epochs. */
    public record ProducerIdentity(long id, short epoch) {}

    /** Ids and leaders; fails where a topic may not be seen. */
    public Layout layout(List<String> topics) {
        Layout layout = Layout.parse(rpc.callAny(Layout.request(topics), MetadataResponse.class));
        layout.denied().stream().findFirst().ifPresent(topic -> {
            throw missing("describe topic " + topic, AclOperation.DESCRIBE, ResourceType.TOPIC, topic);
        });
        return layout;
    }

    /** The failure of something that this cluster's authorizer does not allow. */
    public BatonException missing(String asked, AclOperation operation, ResourceType type, String name) {
        return new Right(operation, type, name).missing(rpc.cluster(), asked, null);
    }

    /** A new producer id without a transactional id: nobody's, so that everybody can share it. */
    public ProducerIdentity newProducerId() {
        return retried("allocate a producer id", IDEMPOTENT, () -> initProducerId(rpc.anyNode(), null));
    }

    /**
     * The next epoch of a transactional id: from now on the coordinator refuses every older owner. Logs learn of it only by
     * a marker or a batch in the new epoch, see {@link #fence}.
     */
    public ProducerIdentity nextEpoch(String transactionalId) {
        return retried(
                "take over " + transactionalId,
                transaction(transactionalId),
                () -> initProducerId(coordinator(transactionalId), transactionalId));
    }

    private Attempt<ProducerIdentity> initProducerId(Node node, @Nullable String transactionalId) {
        InitProducerIdResponse response = rpc.call(
                node,
                new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                        .setTransactionalId(transactionalId)
                        .setTransactionTimeoutMs(TRANSACTION_TIMEOUT_MS)
                        .setProducerId(-1)
                        .setProducerEpoch((short) -1)),
                InitProducerIdResponse.class);
        return new Attempt<>(
                response.error(),
                new ProducerIdentity(
                        response.data().producerId(), response.data().producerEpoch()));
    }

    /**
     * Puts one marker of the identity's epoch on each partition and waits until it is there: from then on the partitions'
     * leaders refuse every older epoch. An empty transaction, added by AddPartitionsToTxn v3 and ended by EndTxn v4, which
     * keeps the epoch; the second EndTxn is answered without error only when all markers are out (measured: the first
     * answer comes too early).
     */
    public void fence(String transactionalId, ProducerIdentity identity, List<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Right right = transaction(transactionalId);
        retried("fence " + transactionalId, right, () -> addPartitions(transactionalId, identity, partitions));
        retried("fence " + transactionalId, right, () -> endTransaction(transactionalId, identity));
        // asked at once, it is mostly not done yet
        Pause.take(SHORT_PAUSE);
        retried("fence " + transactionalId, right, () -> endTransaction(transactionalId, identity));
    }

    private Attempt<Boolean> addPartitions(
            String transactionalId, ProducerIdentity identity, List<TopicPartition> partitions) {
        AddPartitionsToTxnResponse response = rpc.call(
                coordinator(transactionalId),
                AddPartitionsToTxnRequest.Builder.forClient(
                        transactionalId, identity.id(), identity.epoch(), partitions),
                AddPartitionsToTxnResponse.class);
        response.errors()
                .values()
                .forEach(byPartition -> byPartition.forEach((partition, error) -> {
                    if (error == Errors.TOPIC_AUTHORIZATION_FAILED) {
                        throw missing(
                                "fence " + transactionalId, AclOperation.WRITE, ResourceType.TOPIC, partition.topic());
                    }
                }));
        Errors worst = response.errors().values().stream()
                .flatMap(byPartition -> byPartition.values().stream())
                .filter(error -> error != Errors.NONE && error != Errors.OPERATION_NOT_ATTEMPTED)
                .findFirst()
                .orElse(Errors.NONE);
        return new Attempt<>(worst, true);
    }

    private Attempt<Boolean> endTransaction(String transactionalId, ProducerIdentity identity) {
        EndTxnResponse response = rpc.call(
                coordinator(transactionalId),
                new EndTxnRequest.Builder(
                        new EndTxnRequestData()
                                .setTransactionalId(transactionalId)
                                .setProducerId(identity.id())
                                .setProducerEpoch(identity.epoch())
                                .setCommitted(false),
                        false),
                EndTxnResponse.class);
        return new Attempt<>(response.error(), true);
    }

    private Node coordinator(String transactionalId) {
        Node known = coordinators.get(transactionalId);
        if (known == null) {
            known = findCoordinator(transactionalId);
            coordinators.put(transactionalId, known);
        }
        return known;
    }

    private Node findCoordinator(String transactionalId) {
        return retried("find the coordinator of " + transactionalId, transaction(transactionalId), () -> {
            FindCoordinatorResponse response = rpc.callAny(
                    new FindCoordinatorRequest.Builder(new FindCoordinatorRequestData()
                            .setKeyType(TRANSACTION_COORDINATOR)
                            .setCoordinatorKeys(List.of(transactionalId))),
                    FindCoordinatorResponse.class);
            var found = response.coordinators().get(0);
            return new Attempt<>(
                    Errors.forCode(found.errorCode()), new Node(found.nodeId(), found.host(), found.port()));
        });
    }

    /** Where the log stands, read in the order of the read-back rule, once its leader has all of it replicated. */
    public LogState settledState(PartitionRef partition, Leader leader, long producerId) {
        return askedOfLeader("read the end of " + partition, partition, AclOperation.READ, () -> {
            List<PartitionRef> one = List.of(partition);
            DescribeProducersResponse producers = producers(partition, leader);
            ListOffsetsResponse ends = rpc.call(leader.node(), Requests.logEnds(one), ListOffsetsResponse.class);
            ListOffsetsResponse watermarks = rpc.call(
                    leader.node(),
                    Requests.asConsumer(one, ListOffsetsRequest.LATEST_TIMESTAMP),
                    ListOffsetsResponse.class);
            Errors error = first(
                    Requests.error(producers, partition),
                    Requests.error(ends, partition),
                    Requests.error(watermarks, partition));
            LogState state = TargetLog.states(Map.of(partition, producerId), producers, ends, watermarks)
                    .get(partition);
            return settled(error, state, LogState::isSettled);
        });
    }

    /** Where the log ends once its leader has all of it replicated: its end is asked for first, then the high watermark. */
    public TargetLog.Ends settledEnds(PartitionRef partition, Leader leader) {
        return askedOfLeader("read the end of " + partition, partition, AclOperation.DESCRIBE, () -> {
            List<PartitionRef> one = List.of(partition);
            ListOffsetsResponse end = rpc.call(leader.node(), Requests.logEnds(one), ListOffsetsResponse.class);
            ListOffsetsResponse watermark = rpc.call(
                    leader.node(),
                    Requests.asConsumer(one, ListOffsetsRequest.LATEST_TIMESTAMP),
                    ListOffsetsResponse.class);
            Errors error = first(Requests.error(end, partition), Requests.error(watermark, partition));
            TargetLog.Ends ends = TargetLog.ends(partition, end, watermark);
            return settled(error, ends, TargetLog.Ends::isSettled);
        });
    }

    /** Where the leader's own log ends, replicated or not. */
    public long unsettledEnd(PartitionRef partition, Leader leader) {
        return askedOfLeader("read the end of " + partition, partition, AclOperation.DESCRIBE, () -> {
            ListOffsetsResponse end =
                    rpc.call(leader.node(), Requests.logEnds(List.of(partition)), ListOffsetsResponse.class);
            return new Attempt<>(Requests.error(end, partition), Requests.offset(end, partition));
        });
    }

    // what is not replicated yet is asked for again
    private static <T> Attempt<T> settled(Errors error, @Nullable T read, Predicate<T> isSettled) {
        return error == Errors.NONE && read != null && !isSettled.test(read)
                ? new Attempt<>(Errors.OFFSET_NOT_AVAILABLE, null)
                : new Attempt<>(error, read);
    }

    private static Errors first(Errors... errors) {
        return Arrays.stream(errors)
                .filter(error -> error != Errors.NONE)
                .findFirst()
                .orElse(Errors.NONE);
    }

    private DescribeProducersResponse producers(PartitionRef partition, Leader leader) {
        return rpc.call(leader.node(), Requests.describeProducers(List.of(partition)), DescribeProducersResponse.class);
    }

    /**
     * A transaction that is neither committed nor aborted.
     *
     * @param start offset of its first record: the last stable offset cannot pass it
     */
    public record OpenTransaction(long producerId, int epoch, long start) {}

    /** The transactions that hold the partition's last stable offset back, as its leader knows them. */
    public List<OpenTransaction> openTransactions(PartitionRef partition, Leader leader) {
        return askedOfLeader("describe the producers of " + partition, partition, AclOperation.READ, () -> {
            DescribeProducersResponse producers = producers(partition, leader);
            return new Attempt<>(Requests.error(producers, partition), Requests.openTransactions(producers, partition));
        });
    }

    /** Appends one batch and waits for the answer. */
    public Appended append(Leader leader, Batch batch) {
        var response =
                rpc.call(leader.node(), Requests.produce(List.of(batch), APPEND_TIMEOUT_MS), ProduceResponse.class);
        var answer = response.data()
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0);
        return Requests.appended(answer, batch);
    }

    /** Moves the log start to the offset; all below is removed. */
    public void deleteRecords(PartitionRef partition, Leader leader, long offset) {
        askedOfLeader("move the log start of " + partition, partition, AclOperation.DELETE, () -> {
            DeleteRecordsResponse response = rpc.call(
                    leader.node(),
                    new DeleteRecordsRequest.Builder(new DeleteRecordsRequestData()
                            .setTimeoutMs(DELETE_TIMEOUT_MS)
                            .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic()
                                    .setName(partition.topic())
                                    .setPartitions(List.of(new DeleteRecordsRequestData.DeleteRecordsPartition()
                                            .setPartitionIndex(partition.partition())
                                            .setOffset(offset)))))),
                    DeleteRecordsResponse.class);
            var answer = response.data()
                    .topics()
                    .iterator()
                    .next()
                    .partitions()
                    .iterator()
                    .next();
            return new Attempt<>(Errors.forCode(answer.errorCode()), true);
        });
    }

    /** The offset of the first record that the log still has. */
    public long logStart(PartitionRef partition, Leader leader) {
        return consumerOffset(
                "read the log start of " + partition, partition, leader, ListOffsetsRequest.EARLIEST_TIMESTAMP);
    }

    /** The high watermark. */
    public long logEnd(PartitionRef partition, Leader leader) {
        return consumerOffset(
                "read the log end of " + partition, partition, leader, ListOffsetsRequest.LATEST_TIMESTAMP);
    }

    private long consumerOffset(String what, PartitionRef partition, Leader leader, long asked) {
        return askedOfLeader(what, partition, AclOperation.DESCRIBE, () -> {
            ListOffsetsResponse response =
                    rpc.call(leader.node(), Requests.asConsumer(List.of(partition), asked), ListOffsetsResponse.class);
            return new Attempt<>(Requests.error(response, partition), Requests.offset(response, partition));
        });
    }

    private record Attempt<T>(Errors error, @Nullable T value) {}

    // coordinators answer "loading" after a restart, and "concurrent transactions" while markers of the last one are
    // out
    private <T> T retried(String what, Right right, Supplier<Attempt<T>> call) {
        return retried(what, right, PATIENCE, LogControl::isPassing, call);
    }

    // a broker that does not lead the partition will say so again: the caller has to ask anew who does
    private <T> T askedOfLeader(
            String what, PartitionRef partition, AclOperation operation, Supplier<Attempt<T>> call) {
        Right right = new Right(operation, ResourceType.TOPIC, partition.topic());
        return retried(
                what, right, PATIENCE_WITH_LEADERS, error -> isPassing(error) && !ELSEWHERE.contains(error), call);
    }

    private <T> T retried(
            String what, Right right, Duration patience, Predicate<Errors> passes, Supplier<Attempt<T>> call) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Attempt<T> attempt = attempt(call);
            if (attempt.error() == Errors.NONE && attempt.value() != null) {
                return attempt.value();
            }
            if (!passes.test(attempt.error()) || System.nanoTime() > deadline) {
                throw failure(what, right, attempt.error());
            }
            waitAfter(attempt.error());
        }
    }

    // who coordinates may have changed with a broker that is gone
    private <T> Attempt<T> attempt(Supplier<Attempt<T>> call) {
        try {
            return call.get();
        } catch (BatonException e) {
            coordinators.clear();
            throw e;
        }
    }

    private static boolean isPassing(Errors error) {
        return error.exception() instanceof org.apache.kafka.common.errors.RetriableException;
    }

    private BatonException failure(String what, Right right, Errors error) {
        return switch (error) {
            case TRANSACTIONAL_ID_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED ->
                right.missing(rpc.cluster(), what, error.exception());
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED -> cannot(FailureKind.REFUSED, what, error);
            default -> cannot(FailureKind.UNREACHABLE, what, error);
        };
    }

    private BatonException cannot(FailureKind kind, String what, Errors error) {
        return new BatonException(kind, "cluster " + rpc.cluster().alias() + ": cannot " + what + ": " + error.name());
    }

    private static Right transaction(String transactionalId) {
        return new Right(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, transactionalId);
    }

    // markers of a transaction are out within a millisecond or two, and the coordinator is the right one
    private void waitAfter(Errors error) {
        if (error == Errors.CONCURRENT_TRANSACTIONS) {
            Pause.take(SHORT_PAUSE);
        } else {
            coordinators.clear();
            Pause.take(PAUSE);
        }
    }

    @Override
    public void close() {
        rpc.close();
    }
}
