package dev.baton.switchover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The time for which one process held a flow to switch it, resume that, undo it, or turn the flow round.
 *
 * @param id of the switch
 * @param by the operator as the journal has it, see {@link Operator#text}
 * @param lastAt its last sign of life; without another one it ends {@link #EXPIRES_AFTER} later
 * @param gaveWay whether another one held the flow, so that this one never did
 */
record Tenure(
        String id, String from, String to, String by, Instant begunAt, Instant lastAt, boolean ended, boolean gaveWay) {
    /** A holder shows life about every ten seconds, see {@link Journal#SIGN_OF_LIFE}. */
    static final Duration EXPIRES_AFTER = Duration.ofSeconds(45);

    /** Whether it still holds the flow. */
    boolean holds(Instant now) {
        boolean gone = Operator.parse(by).map(Operator::isGone).orElse(false);
        return !ended && !gone && expiresAt().isAfter(now);
    }

    Instant expiresAt() {
        return lastAt.plus(EXPIRES_AFTER);
    }

    boolean isOf(String switchId, Operator operator) {
        return id.equals(switchId) && by.equals(operator.text());
    }

    boolean isOfFlow(String source, String target) {
        return from.equals(source) && to.equals(target);
    }

    /** The operator in words for people. */
    String who() {
        return Operator.words(by);
    }

    /** Who has taken the flow over from an operator: began later, and did not give way. */
    static Optional<Tenure> successor(List<Tenure> tenures, String switchId, Operator operator) {
        int at = tenures.size() - 1;
        while (at >= 0 && !tenures.get(at).isOf(switchId, operator)) {
            at--;
        }
        if (at < 0) {
            return Optional.empty();
        }
        Tenure own = tenures.get(at);
        return tenures.subList(at + 1, tenures.size()).stream()
                .filter(other -> other.isOfFlow(own.from, own.to) && !other.gaveWay)
                .findFirst();
    }

    /** What the flow is held for. */
    String what() {
        return FlowHold.isOne(id) ? "a failback" : "switch " + id;
    }

    /** The end of a sentence that tells to wait. */
    String whereToLook() {
        return FlowHold.isOne(id) ? "" : ", or look at it with: baton switch show " + id;
    }

    /** All of them, in the order in which they began. */
    static List<Tenure> of(List<JournalEntry> entries) {
        Map<String, Tenure> tenures = new LinkedHashMap<>();
        for (JournalEntry entry : entries) {
            String key = entry.id() + " " + entry.by();
            Tenure known = tenures.get(key);
            if (known == null || entry.event().begins()) {
                tenures.remove(key);
                tenures.put(key, begin(entry));
            } else {
                tenures.put(key, known.go(entry));
            }
        }
        return new ArrayList<>(tenures.values());
    }

    private static Tenure begin(JournalEntry entry) {
        return new Tenure(entry.id(), entry.from(), entry.to(), entry.by(), entry.at(), entry.at(), false, false);
    }

    private Tenure go(JournalEntry entry) {
        return new Tenure(
                id,
                from,
                to,
                by,
                begunAt,
                entry.at(),
                ended || entry.event().ends(),
                gaveWay || entry.event() == JournalEntry.Event.GAVE_WAY);
    }
}
