package dev.baton.switchover;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the journal.
 *
 * @param id of the switch
 * @param seq counts from 0 within the switch
 * @param by who ran it, and where
 * @param step null where the entry is about the whole switch
 * @param detail what is needed to go on or to go back: the plan, the offsets before, the offsets to commit, the report
 */
public record JournalEntry(
        String id,
        long seq,
        Instant at,
        String from,
        String to,
        String by,
        Event event,
        @Nullable String step,
        JsonNode detail) {
    public JournalEntry {
        for (Object part : new Object[] {id, at, from, to, by, event, detail}) {
            Objects.requireNonNull(part, "what was read is no whole entry");
        }
    }

    /** What happened. */
    public enum Event {
        OPENED,
        /** Somebody went on with it after a crash. */
        RESUMED,
        /** Somebody began to take it back. */
        UNDOING,
        STARTED,
        DONE,
        FAILED,
        /** Nothing new, but it still runs. */
        ALIVE,
        /** Another switch of the flow was under way; this run did nothing. */
        GAVE_WAY,
        CLOSED,
        /** It was taken back, all of it. */
        UNDONE,
        /** The flow that it ended was turned round since, and then turned back. */
        RETURNED,
        /** No switch: somebody keeps all switches of the flow off. */
        HELD,
        /** And does so no more. */
        LET_GO;

        boolean begins() {
            return this == OPENED || this == RESUMED || this == UNDOING || this == HELD;
        }

        boolean ends() {
            return this == GAVE_WAY || this == CLOSED || this == UNDONE || this == RETURNED || this == LET_GO;
        }
    }
}
