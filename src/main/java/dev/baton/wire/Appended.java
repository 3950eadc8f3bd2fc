package dev.baton.wire;

import org.jspecify.annotations.Nullable;

/** What became of one batch that was sent to the target. */
public sealed interface Appended {
    /**
     * The batch is in the log and replicated.
     *
     * @param baseOffset offset of its first record
     * @param timed whether the answer has a time. From a topic that keeps create times it has one only where the broker had
     *     the batch already and appended nothing: it compares sequence numbers alone, so that what it has may be other bytes
     */
    record Accepted(long baseOffset, boolean timed) implements Appended {}

    /** Nobody knows whether it is in the log: the connection was lost, or the broker timed out, or the leader moved. */
    record Unknown(String why) implements Appended {}

    /** Nothing was appended: the sequence does not follow the log's. Somebody else wrote, or the position was wrong. */
    record OutOfOrder() implements Appended {}

    /** Nothing was appended: a newer owner of the producer id wrote to this partition. */
    record Fenced() implements Appended {}

    /**
     * Nothing was appended, and trying again changes nothing.
     *
     * @param record index in the batch of the first record that is to blame; null where the broker names none
     */
    record Refused(
            String error, boolean authorisation, @Nullable Integer record) implements Appended {
        /** Whether fewer of the records could be taken. */
        public boolean tooLarge() {
            return error.equals("MESSAGE_TOO_LARGE") || error.equals("RECORD_LIST_TOO_LARGE");
        }
    }

    /** The topic's id is not known any more. */
    record TopicGone() implements Appended {}
}
