package dev.baton.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What was found and said between the death of the active cluster and the groups' going on at the passive one.
 *
 * @param state what the mirror had put on the passive cluster
 * @param bounds what {@code translate} said, by group and partition
 * @param loss what {@code switch} said
 * @param mirrored the passive cluster's log after the switch
 */
record Failover(
        Instant killed,
        StateView state,
        Map<String, Map<TopicPartition, Bound>> bounds,
        LossCheck.Statement loss,
        List<LogRecord> mirrored) {

    MirrorCheck mirrorCheck(Writes writes) {
        return new MirrorCheck(writes, Shop::isCompacted, state::isPreserved);
    }
}
