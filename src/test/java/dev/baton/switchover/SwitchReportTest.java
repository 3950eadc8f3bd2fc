package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.switchover.SwitchReport.GroupReport;
import dev.baton.switchover.SwitchReport.Result;
import dev.baton.switchover.SwitchReport.Rpo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchReportTest {
    @Test
    void shouldNotBeWholeWherePlannedAndRecordsWereLeftBehind() {
        assertThat(report(Mode.PLANNED, true, 0L).whole()).isTrue();
        assertThat(report(Mode.PLANNED, true, 1L).whole()).isFalse();
        assertThat(report(Mode.PLANNED, true, null).whole()).isTrue();
        assertThat(report(Mode.PLANNED, false, 1L).whole()).isTrue();
        assertThat(report(Mode.FAILOVER, true, 1L).whole()).isTrue();
    }

    private static SwitchReport report(Mode mode, boolean executed, Long unmirrored) {
        return new SwitchReport(
                "id",
                mode,
                executed,
                List.of(new GroupReport("g", Result.SWITCHED, null, List.of())),
                List.of(),
                new Rpo(unmirrored, null, unmirrored != null),
                null);
    }
}
