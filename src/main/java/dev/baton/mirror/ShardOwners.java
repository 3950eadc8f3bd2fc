package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.ProducerIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ownership of shards by classical fencing: each has a transactional id whose next epoch a new owner takes, and puts on every
 * partition that it is about to write to. Needed where a sequence number does not name a record for ever: mapped
 * partitions, and the offset map itself. Used by one thread.
 */
final class ShardOwners {
    private static final Logger LOG = LoggerFactory.getLogger(ShardOwners.class);

    /** What the transactional ids of a mirror begin with. */
    static final String TRANSACTIONAL_IDS = "baton-mirror.";

    private final String flow;
    private final String mapTopic;
    private final LogControl target;
    private final Engine engine;
    private final Map<Integer, MapLane> owned = new HashMap<>();
    private final Map<Integer, Markers.Coordinated> markers = new HashMap<>();

    ShardOwners(String flow, String mapTopic, LogControl target, Engine engine) {
        this.flow = flow;
        this.mapTopic = mapTopic;
        this.target = target;
        this.engine = engine;
    }

    /** The identity of this process as owner of the shard; taken, and the offset map fenced with it, where not yet held. */
    ProducerIdentity own(int shard) {
        MapLane held = owned.get(shard);
        if (held != null && !held.isFenced()) {
            return held.owner();
        }
        // else one that lost the shard and does not know would take it in turns with its owner for ever
        engine.lease().require();
        ProducerIdentity identity = target.transactions().nextEpoch(transactionalId(shard));
        PartitionRef partition = new PartitionRef(mapTopic, mapTopicId(), shard);
        target.transactions().fence(transactionalId(shard), identity, List.of(partition.topicPartition()));
        MapLane lane = new MapLane(partition, identity, System::nanoTime);
        owned.put(shard, lane);
        engine.openMap(shard, lane);
        return identity;
    }

    /** Owns the shard anew where it was owned and was taken away; whether it is owned. */
    boolean renew(int shard) {
        if (owned.containsKey(shard)) {
            own(shard);
            return true;
        }
        return false;
    }

    /** Whether this process is the owner already, and nobody took it away. */
    boolean owns(int shard) {
        MapLane held = owned.get(shard);
        return held != null && !held.isFenced();
    }

    /**
     * Puts a marker of the owner's epoch on one partition: from then on no earlier owner can append to it. Where the
     * coordinator does not know us for the owner any more, because it forgot the id, or gave its next epoch away, nothing is
     * held after that.
     */
    void fence(int shard, TopicPartition partition) {
        ProducerIdentity identity = own(shard);
        try {
            target.transactions().fence(transactionalId(shard), identity, List.of(partition));
        } catch (BatonException e) {
            throw e.kind() == FailureKind.REFUSED ? givenUp(shard, e) : e;
        }
    }

    private BatonException givenUp(int shard, BatonException refusal) {
        MapLane held = owned.get(shard);
        if (held != null) {
            held.giveUp();
            engine.closeMaps(Set.of(shard));
        }
        return new BatonException(
                FailureKind.UNREACHABLE,
                refusal.getMessage() + ": shard " + shard + " is to be owned anew",
                null,
                refusal);
    }

    /**
     * Lets the coordinator remember what is owned. It forgets an id that is not used ({@code transactional.id.expiration.ms}),
     * and the next owner gets another producer id then, whose fence does not keep this one out.
     */
    void keepAlive() {
        owned.forEach((shard, held) -> {
            try {
                if (!held.isFenced()) {
                    fence(shard, held.partition().topicPartition());
                }
            } catch (BatonException e) {
                LOG.debug("shard {}, which is owned, was not used", shard, e);
            }
        });
    }

    /**
     * The shard's way to have markers written by the coordinator. No marker of an earlier owner appears after this, so that
     * a log is read after it, not before.
     */
    Markers.Coordinated markers(int shard) {
        Markers.Coordinated held = markers.get(shard);
        if (held == null || held.isSpent()) {
            String markerId = transactionalId(shard) + ".markers";
            held = new Markers.Coordinated(markerId, target.transactions().nextEpoch(markerId));
            markers.put(shard, held);
        }
        return held;
    }

    /** Forgets shards that went to another process. */
    void release(Set<Integer> shards) {
        shards.forEach(owned::remove);
        shards.forEach(markers::remove);
        engine.closeMaps(shards);
    }

    private String transactionalId(int shard) {
        return TRANSACTIONAL_IDS + flow + "." + shard;
    }

    private Uuid mapTopicId() {
        Layout layout = target.layout(List.of(mapTopic));
        Uuid id = layout.topicIds().get(mapTopic);
        if (id == null) {
            throw new BatonException(FailureKind.UNREACHABLE, "topic " + mapTopic + " is not known on the target yet");
        }
        return id;
    }
}
