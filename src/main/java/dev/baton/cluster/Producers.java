package dev.baton.cluster;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What partition leaders know of their producers. */
public final class Producers {
    private static final int SOON_MILLIS = 3_000;

    private final Cluster cluster;

    Producers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The transactions that are open on each partition. */
    public Map<TopicPartition, Outcome<List<OpenTransaction>>> openTransactions(Collection<TopicPartition> partitions) {
        Map<TopicPartition, Outcome<PartitionProducerState>> states = cluster.calls()
                .ofPartitions(Asked.to("describe producers").needing(AclOperation.READ, ResourceType.TOPIC), millis -> {
                    DescribeProducersResult result = cluster.admin()
                            .describeProducers(partitions, new DescribeProducersOptions().timeoutMs(millis));
                    Map<TopicPartition, KafkaFuture<PartitionProducerState>> futures = new PartitionMap<>();
                    partitions.forEach(partition -> futures.put(partition, result.partitionResult(partition)));
                    return futures;
                });
        Map<TopicPartition, Outcome<List<OpenTransaction>>> open = new PartitionMap<>();
        states.forEach((partition, state) -> open.put(partition, state.map(Producers::open)));
        return open;
    }

    /**
     * The transactional ids that the cluster's coordinators know of: those used within the last days. Those of brokers that do
     * not answer soon are missing.
     */
    Set<String> transactionalIds() {
        Asked asked = Asked.to("list its transactions");
        Map<Integer, KafkaFuture<Collection<TransactionListing>>> brokers = cluster.calls()
                .one(
                        asked,
                        millis -> cluster.admin()
                                .listTransactions(
                                        new ListTransactionsOptions().timeoutMs(Math.min(millis, SOON_MILLIS)))
                                .byBrokerId());
        return cluster.calls().each(asked, millis -> brokers).values().stream()
                .flatMap(outcome -> Stream.ofNullable(outcome.orNull()))
                .flatMap(Collection::stream)
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toSet());
    }

    private static List<OpenTransaction> open(PartitionProducerState state) {
        return state.activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(Producers::open)
                .toList();
    }

    private static OpenTransaction open(ProducerState producer) {
        return new OpenTransaction(
                producer.producerId(),
                producer.producerEpoch(),
                producer.currentTransactionStartOffset().orElseThrow(),
                Instant.ofEpochMilli(producer.lastTimestamp()));
    }
}
