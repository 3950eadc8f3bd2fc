package dev.baton.switchover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report of {@code baton switch list}, oldest first. */
public record SwitchList(List<Item> items) {
    public SwitchList {
        items = List.copyOf(items);
    }

    /**
     * One switch.
     *
     * @param by who ran it, and where
     * @param groups how many it was to switch
     * @param switched how many it switched, or found as they should be; null while open
     */
    public record Item(
            String id,
            String from,
            String to,
            @Nullable Mode mode,
            String by,
            Instant openedAt,
            Instant lastAt,
            State state,
            @Nullable Integer groups,
            @Nullable Integer switched) {}

    /** How far a switch came. */
    public enum State {
        /** It runs, or was killed. */
        OPEN,
        /** Every step was taken. */
        CLOSED,
        /** It ended before its last step: a step failed, or another switch was under way. */
        STOPPED,
        /** Taken back in part; the undo did not come to its end. */
        UNDOING,
        UNDONE;

        /** Of one switch. */
        public static State of(SwitchRecord record) {
            if (record.isUndone()) {
                return UNDONE;
            }
            if (record.isUndoing()) {
                return UNDOING;
            }
            if (record.isOpen()) {
                return OPEN;
            }
            return record.isWhole() ? CLOSED : STOPPED;
        }
    }

    public static SwitchList of(SwitchHistory history) {
        return new SwitchList(history.switches().stream().map(SwitchList::item).toList());
    }

    private static Item item(SwitchRecord record) {
        SwitchPlan plan = record.plan().orElse(null);
        SwitchReport report = record.isOpen() ? null : record.report().orElse(null);
        return new Item(
                record.id(),
                record.from(),
                record.to(),
                plan == null ? null : plan.request().mode(),
                Operator.words(record.by()),
                record.openedAt(),
                record.lastAt(),
                State.of(record),
                plan == null ? null : Integer.valueOf(plan.groups().size()),
                report == null ? null : Integer.valueOf(switched(report)));
    }

    private static int switched(SwitchReport report) {
        return (int) report.groups().stream()
                .filter(g -> g.result() == SwitchReport.Result.SWITCHED || g.result() == SwitchReport.Result.UNCHANGED)
                .count();
    }
}
