package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.switchover.WatchReport.Group;
import dev.baton.switchover.WatchReport.SeenBy;
import dev.baton.switchover.WatchReport.State;
import dev.baton.switchover.WatchReport.Uncovered;
import dev.baton.switchover.WatchReport.Writing;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchReportTest {
    private final Group runs = Group.of("runs", 1, 5L, 3L);

    @Test
    void shouldTellWhatBecameOfAGroup() {
        assertThat(runs.state()).isEqualTo(State.RUNS);
        assertThat(Group.of("g", 1, 0L, 0L).state()).isEqualTo(State.RUNS);
        assertThat(Group.of("g", 1, 0L, 3L).state()).isEqualTo(State.JOINED);
        assertThat(Group.of("g", 0, 5L, 3L).state()).isEqualTo(State.COMMITS);
        assertThat(Group.of("g", 0, 0L, 0L).state()).isEqualTo(State.WAITS);
        assertThat(Group.of("g", null, 5L, 3L).state()).isEqualTo(State.UNKNOWN);
        assertThat(Group.of("g", 1, null, null).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void shouldTakeAGroupThatGoesOnWithoutMembersForTaken() {
        assertThat(report(List.of(), runs, Group.of("simple", 0, 5L, 3L)).took())
                .isTrue();
        assertThat(report(null, runs).took()).isTrue();
    }

    @Test
    void shouldNotHaveTakenWhileAnythingIsOpen() {
        assertThat(report(List.of(), runs, Group.of("waits", 0, 0L, 3L)).took()).isFalse();
        assertThat(report(List.of(), Group.of("silent", null, 5L, 3L)).took()).isFalse();
        assertThat(report(List.of(new Writing("orders", 0, null)), runs).took()).isFalse();
        assertThat(new WatchReport(
                                "id",
                                Plans.TIME,
                                true,
                                List.of(),
                                SeenBy.ENDS,
                                List.of(runs),
                                List.of(new Uncovered("runs", "orders", 1)))
                        .took())
                .isFalse();
    }

    private static WatchReport report(List<Writing> splitBrain, Group... groups) {
        boolean asked = splitBrain != null;
        return new WatchReport(
                "id", Plans.TIME, asked, splitBrain, asked ? SeenBy.ENDS : null, List.of(groups), List.of());
    }
}
