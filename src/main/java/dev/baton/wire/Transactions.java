package dev.baton.wire;

import dev.baton.cluster.Right;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** What a cluster's transaction coordinators do: producer ids, their epochs, and markers. Driven by one thread. */
public final class Transactions {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Markers of a transaction are out within a millisecond or two. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(1);

    private static final byte TRANSACTION_COORDINATOR = 1;
    private static final int TIMEOUT_MS = 60_000;

    private static final Right IDEMPOTENT =
            new Right(AclOperation.IDEMPOTENT_WRITE, ResourceType.CLUSTER, Right.CLUSTER);

    private final Rpc rpc;
    private final Retries retries;
    private final Map<String, Node> coordinators = new HashMap<>();

    Transactions(Rpc rpc) {
        this.rpc = rpc;
        this.retries = new Retries(rpc.cluster(), PATIENCE, error -> true, this::waitAfter);
    }

    /** A new producer id without a transactional id: nobody's, so that everybody can share it. */
    public ProducerIdentity newProducerId() {
        return ask("allocate a producer id", IDEMPOTENT, () -> initProducerId(rpc.anyNode(), null));
    }

    /**
     * The next epoch of a transactional id: from now on the coordinator refuses every older owner. Logs learn of it only by
     * a marker or a batch in the new epoch, see {@link #fence}.
     */
    public ProducerIdentity nextEpoch(String transactionalId) {
        return ask(
                "take over " + transactionalId,
                transaction(transactionalId),
                () -> initProducerId(coordinator(transactionalId), transactionalId));
    }

    private Retries.Answer<ProducerIdentity> initProducerId(Node node, @Nullable String transactionalId) {
        InitProducerIdResponse response = rpc.call(
                node,
                new InitProducerIdRequest.Builder(new InitProducerIdRequestData()
                        .setTransactionalId(transactionalId)
                        .setTransactionTimeoutMs(TIMEOUT_MS)
                        .setProducerId(-1)
                        .setProducerEpoch((short) -1)),
                InitProducerIdResponse.class);
        return new Retries.Answer<>(
                response.error(),
                new ProducerIdentity(
                        response.data().producerId(), response.data().producerEpoch()));
    }

    /**
     * Puts one marker of the identity's epoch on each partition and waits until it is there: from then on the partitions'
     * leaders refuse every older epoch. An empty transaction, added by AddPartitionsToTxn v3 and ended by EndTxn v4, which
     * keeps the epoch; the second EndTxn is answered without error only when all markers are out (measured: the first
     * answer comes too early). Fails as refused where the coordinator does not take the identity for the id's newest.
     */
    public void fence(String transactionalId, ProducerIdentity identity, List<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Right right = transaction(transactionalId);
        ask("fence " + transactionalId, right, () -> addPartitions(transactionalId, identity, partitions));
        ask("fence " + transactionalId, right, () -> endTransaction(transactionalId, identity));
        // asked at once, it is mostly not so yet
        Pause.take(SHORT_PAUSE);
        ask("fence " + transactionalId, right, () -> endTransaction(transactionalId, identity));
    }

    private Retries.Answer<Boolean> addPartitions(
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
                        throw new Right(AclOperation.WRITE, ResourceType.TOPIC, partition.topic())
                                .missing(rpc.cluster(), "fence " + transactionalId, null);
                    }
                }));
        Errors worst = response.errors().values().stream()
                .flatMap(byPartition -> byPartition.values().stream())
                .filter(error -> error != Errors.NONE && error != Errors.OPERATION_NOT_ATTEMPTED)
                .findFirst()
                .orElse(Errors.NONE);
        return new Retries.Answer<>(worst, true);
    }

    private Retries.Answer<Boolean> endTransaction(String transactionalId, ProducerIdentity identity) {
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
        return new Retries.Answer<>(response.error(), true);
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
        return ask("find the coordinator of " + transactionalId, transaction(transactionalId), () -> {
            FindCoordinatorResponse response = rpc.callAny(
                    new FindCoordinatorRequest.Builder(new FindCoordinatorRequestData()
                            .setKeyType(TRANSACTION_COORDINATOR)
                            .setCoordinatorKeys(List.of(transactionalId))),
                    FindCoordinatorResponse.class);
            var found = response.coordinators().get(0);
            return new Retries.Answer<>(
                    Errors.forCode(found.errorCode()), new Node(found.nodeId(), found.host(), found.port()));
        });
    }

    private static Right transaction(String transactionalId) {
        return new Right(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, transactionalId);
    }

    // who coordinates may have changed with a broker that is gone
    private <T> T ask(String what, Right right, Supplier<Retries.Answer<T>> question) {
        try {
            return retries.ask(what, right, question);
        } catch (BatonException e) {
            coordinators.clear();
            throw e;
        }
    }

    // coordinators answer "loading" after a restart. "Concurrent transactions" is the right one's answer while
    // markers of the last one are out
    private void waitAfter(Errors error) {
        if (error == Errors.CONCURRENT_TRANSACTIONS) {
            Pause.take(SHORT_PAUSE);
        } else {
            coordinators.clear();
            Pause.take(PAUSE);
        }
    }
}
