package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may write on east again where groups come back from west. The plans of the tests lead from east to west. */
class AdmissionTest {
    private static final Denial ORDERS = new Denial("User:shop", "orders");
    private static final Denial MAILS = new Denial("User:shop", "mails");
    private static final GroupPlan SHOP = JournalFixture.group("shop", JournalFixture.partition("orders", 10L, 40L));
    private static final GroupPlan MAIL = JournalFixture.group("mail", JournalFixture.partition("mails", 10L, 40L));
    private static final Admission BOTH = new Admission(List.of(ORDERS, MAILS), null);

    private final JournalFixture away =
            JournalFixture.switchedAll("a", SHOP, MAIL).denied(ORDERS, MAILS);

    @Test
    void shouldLetInAllWhereTheWholeFlowComes() {
        assertThat(BOTH.of(JournalFixture.plan("b", true, SHOP, MAIL))).containsExactly(ORDERS, MAILS);
    }

    @Test
    void shouldKeepTopicsClosedThatDoNotComeInTheEnd() {
        GroupPlan refused = new GroupPlan("mail", Verdict.REFUSED, "active on the target", MAIL.partitions());

        assertThat(BOTH.of(JournalFixture.plan("b", false, SHOP, refused))).containsExactly(ORDERS);
    }

    @Test
    void shouldHoldWhatASwitchAwayHasDeniedUntilAnUndo() {
        assertThat(held(SwitchHistory.NONE)).containsExactly(ORDERS, MAILS);
        away.entry(Event.UNDONE, null, Map.of());
        assertThat(held(SwitchHistory.NONE)).isEmpty();
    }

    @Test
    void shouldHoldItNoLongerOnceALaterSwitchBackHasTakenItAway() {
        JournalFixture back = JournalFixture.back("b", 60, SHOP).admitted(ORDERS);

        assertThat(held(JournalFixture.history(back))).containsExactly(MAILS);
        back.entry(Event.UNDONE, null, Map.of());
        assertThat(held(JournalFixture.history(back))).containsExactly(ORDERS, MAILS);
    }

    @Test
    void shouldHoldWhatWasDeniedAnewSinceTheLastSwitchBack() {
        JournalFixture before = JournalFixture.back("b", -60, SHOP).admitted(ORDERS);

        assertThat(held(JournalFixture.history(before))).containsExactly(ORDERS, MAILS);
    }

    @Test
    void shouldShutOutAgainAllButTheWritersOfTopicsThatStayWhenUndone() {
        Group refused = new Group("mail", Result.REFUSED, "moved on", false, List.of());
        Group restored = new Group("shop", Result.RESTORED, null, false, List.of());
        Map<String, String> sources = Map.of("orders", "orders", "mails", "mails");
        TakenBack taken = TakenBack.of(List.of(refused, restored), List.of(), List.of(SHOP, MAIL), sources);

        assertThat(taken.closed(List.of(ORDERS, MAILS), sources)).containsExactly(ORDERS);
    }

    private Iterable<Denial> held(SwitchHistory back) {
        return JournalFixture.history(away).denialsHeld("east", back);
    }
}
