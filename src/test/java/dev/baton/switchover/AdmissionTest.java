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

/** Who may write again where groups come back from west to east; what the tests write is the journal of west. */
class AdmissionTest {
    private static final Denial ORDERS = new Denial("User:shop", "orders");
    private static final Denial MAILS = new Denial("User:shop", "mails");
    private static final GroupPlan SHOP = JournalFixture.group("shop", JournalFixture.partition("orders", 10L, 40L));
    private static final GroupPlan MAIL = JournalFixture.group("mail", JournalFixture.partition("mails", 10L, 40L));

    private final JournalFixture away =
            JournalFixture.switchedAll("a", SHOP, MAIL).denied(ORDERS, MAILS);

    @Test
    void shouldLetInAllWhereTheWholeFlowComesBack() {
        assertThat(admitted(true, SHOP)).containsExactly(ORDERS, MAILS);
    }

    @Test
    void shouldKeepTopicsClosedThatDoNotComeBack() {
        GroupPlan refused = new GroupPlan("mail", Verdict.REFUSED, "active on the target", MAIL.partitions());

        assertThat(admitted(false, SHOP, refused)).containsExactly(ORDERS);
    }

    @Test
    void shouldLetInNobodyWhomAnUndoHasLetInAlready() {
        away.entry(Event.UNDONE, null, Map.of());

        assertThat(admitted(true, SHOP)).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatASwitchOfTheSameWayHasDenied() {
        assertThat(Admission.of(JournalFixture.history(away), "east", "west", true, List.of(SHOP))
                        .denials())
                .isEmpty();
    }

    @Test
    void shouldShutOutAgainAllButTheWritersOfTopicsThatStayWhenUndone() {
        Group refused = new Group("mail", Result.REFUSED, "moved on", false, List.of());
        Group restored = new Group("shop", Result.RESTORED, null, false, List.of());
        Map<String, String> sources = Map.of("orders", "orders", "mails", "mails");
        TakenBack taken = TakenBack.of(List.of(refused, restored), List.of(), List.of(SHOP, MAIL), sources);

        assertThat(taken.closed(List.of(ORDERS, MAILS), sources)).containsExactly(ORDERS);
    }

    private List<Denial> admitted(boolean all, GroupPlan... groups) {
        return Admission.of(JournalFixture.history(away), "west", "east", all, List.of(groups))
                .denials();
    }
}
