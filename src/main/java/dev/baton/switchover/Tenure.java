package dev.baton.switchover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The time for which one process held a flow to switch it, resume that, or undo it.
 *
 * @param id of the switch
 * @param lastAt its last sign of life; without another one it ends {@link #EXPIRES_AFTER} later
 */
record Tenure(String id, String from, String to, String by, Instant begunAt, Instant lastAt, boolean ended) {
    /** A holder writes at least every ten seconds. */
    static final Duration EXPIRES_AFTER = Duration.ofSeconds(45);

    /** Whether it still holds the flow. */
    boolean holds(Instant now) {
        boolean gone = Operator.parse(by).map(Operator::isGone).orElse(false);
        return !ended && !gone && expiresAt().isAfter(now);
    }

    Instant expiresAt() {
        return lastAt.plus(EXPIRES_AFTER);
    }

    boolean isOf(String switchId, String who) {
        return id.equals(switchId) && by.equals(who);
    }

    /** All of them, in the order in which they began. */
    static List<Tenure> of(List<JournalEntry> entries) {
        Map<String, Tenure> open = new LinkedHashMap<>();
        List<Tenure> ended = new ArrayList<>();
        for (JournalEntry entry : entries) {
            String key = entry.id() + " " + entry.by();
            Tenure known = open.get(key);
            if (known == null || entry.event().begins()) {
                open.remove(key);
                open.put(key, begin(entry));
            } else {
                open.put(key, known.go(entry));
            }
        }
        ended.addAll(open.values());
        return ended;
    }

    private static Tenure begin(JournalEntry entry) {
        return new Tenure(entry.id(), entry.from(), entry.to(), entry.by(), entry.at(), entry.at(), false);
    }

    private Tenure go(JournalEntry entry) {
        return new Tenure(
                id, from, to, by, begunAt, entry.at(), ended || entry.event().ends());
    }
}
