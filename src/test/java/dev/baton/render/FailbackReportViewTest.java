package dev.baton.render;

import dev.baton.failback.FailbackReport;
import dev.baton.failback.FailbackReport.Group;
import dev.baton.failback.FailbackReport.Item;
import dev.baton.failback.FailbackReport.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailbackReportViewTest {
    @Test
    void shouldShowHowAFlowIsTurnedRound() {
        // Given
        String id = "20261122T100010-0a1b";
        FailbackReport report = new FailbackReport(
                true,
                false,
                List.of(
                        new Item("orders", 0, id, 1_000L, 1_000L, 1_042L, 40L, 0L, 1, Result.TURNED, null),
                        new Item("orders", 1, id, 900L, 900L, 900L, 0L, 0L, 1, Result.UNCHANGED, null),
                        Item.refused("payments", 0, "topic payments was deleted and made anew on the source")),
                List.of(
                        new Group("billing", 2, Result.TURNED, null),
                        new Group("audit", 1, Result.REFUSED, "active on east: app@/10.0.0.7; stop it there first")));

        // Then
        Golden.check(new FailbackReportView(), "failback", "west", "east", report);
    }
}
