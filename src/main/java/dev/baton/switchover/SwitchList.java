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
     * @param state {@code open} where it runs or was killed
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
        OPEN,
        CLOSED,
        /** Taken back in part; the undo did not come to its end. */
        UNDOING,
        UNDONE
    }

    public static SwitchList of(SwitchHistory history) {
        return new SwitchList(history.switches().stream().map(SwitchList::item).toList());
    }

    private static Item item(SwitchRecord record) {
        SwitchPlan plan = record.plan().orElse(null);
        SwitchReport report = record.isClosed() ? record.report().orElse(null) : null;
        return new Item(
                record.id(),
                record.from(),
                record.to(),
                plan == null ? null : plan.request().mode(),
                record.by(),
                record.openedAt(),
                record.lastAt(),
                state(record),
                plan == null ? null : Integer.valueOf(plan.groups().size()),
                report == null ? null : Integer.valueOf(switched(report)));
    }

    private static State state(SwitchRecord record) {
        if (record.isUndoing()) {
            return record.isUndone() ? State.UNDONE : State.UNDOING;
        }
        return record.isClosed() ? State.CLOSED : State.OPEN;
    }

    private static int switched(SwitchReport report) {
        return (int) report.groups().stream()
                .filter(g -> g.result() == SwitchReport.Result.SWITCHED || g.result() == SwitchReport.Result.UNCHANGED)
                .count();
    }
}
