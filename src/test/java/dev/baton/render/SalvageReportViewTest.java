package dev.baton.render;

import dev.baton.salvage.SalvageReport;
import dev.baton.salvage.SalvageReport.Action;
import dev.baton.salvage.SalvageReport.Item;
import dev.baton.salvage.SalvageReport.Result;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SalvageReportViewTest {
    private static final Instant FIRST = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-22T10:00:07.250Z");
    private static final String SWITCH = "20261122T100010-0a1b";

    @Test
    void shouldShowWhatOnlyTheSourceHolds() {
        // Given
        SalvageReport report = new SalvageReport(
                Action.LIST,
                false,
                List.of(
                        new Item(
                                "orders",
                                0,
                                "orders",
                                SWITCH,
                                1_000L,
                                1_000L,
                                1_042L,
                                40L,
                                true,
                                4_711L,
                                FIRST,
                                LAST,
                                0L,
                                12L,
                                null,
                                null,
                                null,
                                Result.LISTED,
                                null),
                        new Item(
                                "orders",
                                1,
                                "orders",
                                SWITCH,
                                900L,
                                900L,
                                900L,
                                0L,
                                true,
                                0L,
                                null,
                                null,
                                0L,
                                0L,
                                null,
                                null,
                                null,
                                Result.LISTED,
                                null),
                        refused()));

        // Then
        Golden.check(new SalvageReportView(), "salvage-list", "east", "west", report);
    }

    @Test
    void shouldShowWhatWasWrittenAgain() {
        // Given
        SalvageReport report = new SalvageReport(
                Action.INJECT,
                true,
                List.of(
                        new Item(
                                "orders",
                                0,
                                "orders",
                                SWITCH,
                                1_000L,
                                1_000L,
                                1_042L,
                                40L,
                                true,
                                4_711L,
                                FIRST,
                                LAST,
                                0L,
                                0L,
                                15L,
                                25L,
                                0L,
                                Result.INJECTED,
                                null),
                        new Item(
                                "customers",
                                0,
                                "customers",
                                SWITCH,
                                90L,
                                800L,
                                812L,
                                12L,
                                true,
                                99L,
                                FIRST,
                                LAST,
                                0L,
                                0L,
                                0L,
                                7L,
                                5L,
                                Result.INJECTED,
                                null),
                        refused()));

        // Then
        Golden.check(new SalvageReportView(), "salvage-inject", "east", "west", report);
    }

    private static Item refused() {
        return Item.refused("payments", 0, "payments", "topic payments was deleted and made anew on the source");
    }
}
