package dev.baton.salvage;

import java.time.Instant;

/**
 * How far the tail of a partition was written on the target; kept on the target, in the transactions of the records.
 *
 * @param next source offset to go on with: everything below is done
 * @param records written, by all runs together
 * @param superseded left out, since the target had a later record for the key
 */
public record Note(
        String topic,
        int partition,
        String sourceTopicId,
        String targetTopicId,
        String switchId,
        long next,
        long records,
        long superseded,
        Instant at) {

    static Note begin(Tail tail) {
        return new Note(
                tail.topic(),
                tail.partition(),
                tail.sourceTopicId(),
                tail.targetTopicId(),
                tail.switchId(),
                tail.from(),
                0,
                0,
                Instant.EPOCH);
    }

    Note with(long reached, long written, long leftOut, Instant now) {
        return new Note(
                topic,
                partition,
                sourceTopicId,
                targetTopicId,
                switchId,
                reached,
                records + written,
                superseded + leftOut,
                now);
    }
}
