package dev.baton.wire;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.DescribeProducersRequest;
import org.apache.kafka.common.requests.DescribeProducersResponse;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.jspecify.annotations.Nullable;

/** The requests that the target's side is made of, and how their answers are read. */
final class Requests {
    /**
     * Any replica id that is not negative makes the leader answer with its own log end instead of the high watermark
     * (measured; {@code Partition.fetchOffsetForTimestamp}).
     */
    private static final int ANY_REPLICA = 0x7fff;

    private static final short ALL_REPLICAS = -1;

    private Requests() {}

    /** @param ackTimeoutMs how long the leader waits for its followers before it says that it does not know */
    static ProduceRequest.Builder produce(List<Batch> batches, int ackTimeoutMs) {
        Map<String, ProduceRequestData.TopicProduceData> topics = new HashMap<>();
        for (Batch batch : batches) {
            PartitionRef ref = batch.partition();
            topics.computeIfAbsent(
                            ref.topic(),
                            t -> new ProduceRequestData.TopicProduceData()
                                    .setName(t)
                                    .setTopicId(ref.topicId()))
                    .partitionData()
                    .add(new ProduceRequestData.PartitionProduceData()
                            .setIndex(ref.partition())
                            .setRecords(MemoryRecords.readableRecords(batch.claimed())));
        }
        ProduceRequestData.TopicProduceDataCollection collection = new ProduceRequestData.TopicProduceDataCollection();
        topics.values().forEach(collection::add);
        return ProduceRequest.builder(new ProduceRequestData()
                .setAcks(ALL_REPLICAS)
                .setTimeoutMs(ackTimeoutMs)
                .setTopicData(collection));
    }

    static Appended appended(ProduceResponseData.PartitionProduceResponse answer) {
        Errors error = Errors.forCode(answer.errorCode());
        return switch (error) {
            case NONE -> new Appended.Accepted(answer.baseOffset(), answer.logAppendTimeMs() >= 0);
            case OUT_OF_ORDER_SEQUENCE_NUMBER, DUPLICATE_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID ->
                new Appended.OutOfOrder();
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED -> new Appended.Fenced();
            case UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION, INCONSISTENT_TOPIC_ID -> new Appended.TopicGone();
            case TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED -> refused(error, true, answer);
            // a server error says nothing about whether the log was written
            case UNKNOWN_SERVER_ERROR -> new Appended.Unknown(error.name());
            default ->
                error.exception() instanceof org.apache.kafka.common.errors.RetriableException
                        ? new Appended.Unknown(error.name())
                        : refused(error, false, answer);
        };
    }

    private static Appended refused(
            Errors error, boolean authorisation, ProduceResponseData.PartitionProduceResponse answer) {
        Integer first = answer.recordErrors().stream()
                .map(ProduceResponseData.BatchIndexAndErrorMessage::batchIndex)
                .min(Integer::compare)
                .orElse(null);
        return new Appended.Refused(error.name(), authorisation, first);
    }

    static DescribeProducersRequest.Builder describeProducers(Collection<PartitionRef> partitions) {
        DescribeProducersRequestData data = new DescribeProducersRequestData();
        Map<String, DescribeProducersRequestData.TopicRequest> topics = new HashMap<>();
        for (PartitionRef ref : partitions) {
            topics.computeIfAbsent(ref.topic(), t -> {
                        DescribeProducersRequestData.TopicRequest topic =
                                new DescribeProducersRequestData.TopicRequest().setName(t);
                        data.topics().add(topic);
                        return topic;
                    })
                    .partitionIndexes()
                    .add(ref.partition());
        }
        return new DescribeProducersRequest.Builder(data);
    }

    /** Topics of which the principal may not ask this. */
    static Set<String> denied(DescribeProducersResponse response) {
        return response.data().topics().stream()
                .filter(topic -> topic.partitions().stream().anyMatch(p -> isDenied(p.errorCode())))
                .map(DescribeProducersResponseData.TopicResponse::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with the answer for one partition. */
    static Errors error(DescribeProducersResponse response, PartitionRef partition) {
        return response.data().topics().stream()
                .filter(topic -> topic.name().equals(partition.topic()))
                .flatMap(topic -> topic.partitions().stream())
                .filter(p -> p.partitionIndex() == partition.partition())
                .map(p -> Errors.forCode(p.errorCode()))
                .findFirst()
                .orElse(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** The same of where a log begins or ends. */
    static Errors error(ListOffsetsResponse response, PartitionRef partition) {
        return response.topics().stream()
                .filter(topic -> topic.name().equals(partition.topic()))
                .flatMap(topic -> topic.partitions().stream())
                .filter(p -> p.partitionIndex() == partition.partition())
                .map(p -> Errors.forCode(p.errorCode()))
                .findFirst()
                .orElse(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** The partition's transactions that are not decided. */
    static List<LogControl.OpenTransaction> openTransactions(
            DescribeProducersResponse response, PartitionRef partition) {
        DescribeProducersResponseData.PartitionResponse known =
                producers(response).getOrDefault(partition.topic(), Map.of()).get(partition.partition());
        return known == null
                ? List.of()
                : known.activeProducers().stream()
                        .filter(producer -> producer.currentTxnStartOffset() >= 0)
                        .map(producer -> new LogControl.OpenTransaction(
                                producer.producerId(), producer.producerEpoch(), producer.currentTxnStartOffset()))
                        .toList();
    }

    private static boolean isDenied(short error) {
        return error == Errors.TOPIC_AUTHORIZATION_FAILED.code();
    }

    /** By topic and partition; a partition with an error is left out. */
    static Map<String, Map<Integer, DescribeProducersResponseData.PartitionResponse>> producers(
            DescribeProducersResponse response) {
        Map<String, Map<Integer, DescribeProducersResponseData.PartitionResponse>> known = new HashMap<>();
        for (DescribeProducersResponseData.TopicResponse topic : response.data().topics()) {
            for (DescribeProducersResponseData.PartitionResponse partition : topic.partitions()) {
                if (partition.errorCode() == Errors.NONE.code()) {
                    known.computeIfAbsent(topic.name(), t -> new HashMap<>())
                            .put(partition.partitionIndex(), partition);
                }
            }
        }
        return known;
    }

    /** The leader's own log end, replicated or not. */
    static ListOffsetsRequest.Builder logEnds(Collection<PartitionRef> partitions) {
        return ListOffsetsRequest.Builder.forReplica(ApiKeys.LIST_OFFSETS.latestVersion(), ANY_REPLICA)
                .setTargetTimes(targets(partitions, ListOffsetsRequest.LATEST_TIMESTAMP));
    }

    /** The high watermark, or the log start. */
    static ListOffsetsRequest.Builder asConsumer(Collection<PartitionRef> partitions, long timestamp) {
        return ListOffsetsRequest.Builder.forConsumer(false, IsolationLevel.READ_UNCOMMITTED)
                .setTargetTimes(targets(partitions, timestamp));
    }

    private static List<ListOffsetsTopic> targets(Collection<PartitionRef> partitions, long timestamp) {
        Map<String, ListOffsetsTopic> topics = new HashMap<>();
        for (PartitionRef ref : partitions) {
            topics.computeIfAbsent(ref.topic(), t -> new ListOffsetsTopic().setName(t))
                    .partitions()
                    .add(new ListOffsetsPartition()
                            .setPartitionIndex(ref.partition())
                            .setTimestamp(timestamp));
        }
        return List.copyOf(topics.values());
    }

    /** By topic and partition; a partition with an error is left out. */
    static Map<String, Map<Integer, Long>> offsets(ListOffsetsResponse response) {
        Map<String, Map<Integer, Long>> known = new HashMap<>();
        for (ListOffsetsResponseData.ListOffsetsTopicResponse topic : response.topics()) {
            for (ListOffsetsResponseData.ListOffsetsPartitionResponse partition : topic.partitions()) {
                if (partition.errorCode() == Errors.NONE.code()) {
                    known.computeIfAbsent(topic.name(), t -> new HashMap<>())
                            .put(partition.partitionIndex(), partition.offset());
                }
            }
        }
        return known;
    }

    /** Null where the answer has none, or an error, for the partition. */
    static @Nullable Long offset(ListOffsetsResponse response, PartitionRef partition) {
        return offsets(response).getOrDefault(partition.topic(), Map.of()).get(partition.partition());
    }

    /** The same abort marker many times: each takes one offset, which every consumer skips. */
    static WriteTxnMarkersRequest.Builder markers(PartitionRef partition, long producerId, int epoch, long count) {
        Supplier<WriteTxnMarkersRequestData.WritableTxnMarker> marker =
                () -> new WriteTxnMarkersRequestData.WritableTxnMarker()
                        .setProducerId(producerId)
                        .setProducerEpoch((short) 0)
                        .setTransactionResult(false)
                        .setCoordinatorEpoch(epoch)
                        .setTopics(List.of(new WriteTxnMarkersRequestData.WritableTxnMarkerTopic()
                                .setName(partition.topic())
                                .setPartitionIndexes(List.of(partition.partition()))));
        WriteTxnMarkersRequestData data = new WriteTxnMarkersRequestData();
        for (long i = 0; i < count; i++) {
            data.markers().add(marker.get());
        }
        return new WriteTxnMarkersRequest.Builder(data);
    }
}
