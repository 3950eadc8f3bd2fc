package dev.baton.state;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life of one mirror process, once a second; removed when it ends in good order.
 *
 * @param member unique per process: host, process id and a random part
 * @param shards the shards that it owns
 * @param marksCurrentAt all marks of its shards were true at this time, but for those of partitions that do not move: what changed
 *     since has not been seen
 * @param groupsReadAt when the group commits of the source were last read in full; null before the first time
 * @param acknowledged the switched generation that it honours; 0 for none
 * @param sourceReachable whether the last request to the source was answered
 * @param faults partitions that stopped, each with the reason
 * @param commitsHeldSince with {@code groups.consistency: flow}, when the commits were read that wait for records of the flow;
 *     null where none wait
 */
public record MirrorBeat(
        String member,
        String host,
        Instant time,
        List<Integer> shards,
        Instant marksCurrentAt,
        @Nullable Instant groupsReadAt,
        long acknowledged,
        boolean sourceReachable,
        List<Fault> faults,
        @Nullable Instant commitsHeldSince)
        implements StateRecord {

    public MirrorBeat(
            String member,
            String host,
            Instant time,
            List<Integer> shards,
            Instant marksCurrentAt,
            @Nullable Instant groupsReadAt,
            long acknowledged,
            boolean sourceReachable,
            List<Fault> faults) {
        this(member, host, time, shards, marksCurrentAt, groupsReadAt, acknowledged, sourceReachable, faults, null);
    }

    public MirrorBeat {
        shards = List.copyOf(shards);
        faults = List.copyOf(faults);
    }

    /**
     * A partition that something is the matter with.
     *
     * @param moves whether it is read all the same, so that its mark is as current as all others
     */
    public record Fault(String topic, int partition, String reason, boolean moves) {
        /** Of one that does not go on. */
        public Fault(String topic, int partition, String reason) {
            this(topic, partition, reason, false);
        }

        public Fault thatMoves() {
            return new Fault(topic, partition, reason, true);
        }

        /** By its name on the source. */
        public TopicPartition source() {
            return new TopicPartition(topic, partition);
        }
    }
}
