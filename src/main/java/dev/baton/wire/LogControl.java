package dev.baton.wire;

import dev.baton.cluster.Right;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DeleteRecordsRequest;
import org.apache.kafka.common.requests.DeleteRecordsResponse;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** The rare, waiting calls to the leaders of a cluster's logs: where one starts and ends, who writes to it. Driven by one thread. */
public final class LogControl implements AutoCloseable {
    /** The caller tries again later, and others wait for its thread. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int DELETE_TIMEOUT_MS = 5_000;
    private static final int APPEND_TIMEOUT_MS = 5_000;

    /** The broker is not, or not any more, the leader that it was taken for: the caller has to ask anew who is. */
    private static final Set<Errors> ELSEWHERE = EnumSet.of(
            Errors.NOT_LEADER_OR_FOLLOWER,
            Errors.FENCED_LEADER_EPOCH,
            Errors.UNKNOWN_LEADER_EPOCH,
            Errors.UNKNOWN_TOPIC_OR_PARTITION);

    private final Rpc rpc;
    private final Retries retries;
    private final Transactions transactions;

    public LogControl(ClusterConfig cluster, String clientId) {
        this.rpc = new Rpc(cluster, clientId, 1);
        this.retries = new Retries(cluster, PATIENCE, error -> !ELSEWHERE.contains(error), error -> Pause.take(PAUSE));
        this.transactions = new Transactions(rpc);
    }

    /** Over the same connections. */
    public Transactions transactions() {
        return transactions;
    }

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
            return new Retries.Answer<>(Requests.error(end, partition), Requests.offset(end, partition));
        });
    }

    // what is not replicated yet is asked for again
    private static <T> Retries.Answer<T> settled(Errors error, @Nullable T read, Predicate<T> isSettled) {
        return error == Errors.NONE && read != null && !isSettled.test(read)
                ? new Retries.Answer<>(Errors.OFFSET_NOT_AVAILABLE, null)
                : new Retries.Answer<>(error, read);
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
            return new Retries.Answer<>(
                    Requests.error(producers, partition), Requests.openTransactions(producers, partition));
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
        return Requests.appended(answer);
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
            return new Retries.Answer<>(Errors.forCode(answer.errorCode()), true);
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
            return new Retries.Answer<>(Requests.error(response, partition), Requests.offset(response, partition));
        });
    }

    private <T> T askedOfLeader(
            String what, PartitionRef partition, AclOperation operation, Supplier<Retries.Answer<T>> question) {
        return retries.ask(what, new Right(operation, ResourceType.TOPIC, partition.topic()), question);
    }

    @Override
    public void close() {
        rpc.close();
    }
}
