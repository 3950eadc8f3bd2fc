package dev.baton.switchover;

import static dev.baton.switchover.JournalFixture.group;
import static dev.baton.switchover.JournalFixture.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import dev.baton.switchover.UndoReport.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwitchRecordTest {
    private static final GroupPlan SHOP = group("shop", partition("orders", 40L, 40L));
    private static final GroupPlan MAIL = group("mail", partition("mails", null, 40L));

    @Test
    void shouldStandAsBeforeWhenAnUndoWasRefusedAsAWhole() {
        // When
        SwitchRecord record = JournalFixture.switched("a", SHOP)
                .entry(Event.UNDOING, null, Map.of())
                .entry(Event.GAVE_WAY, null, Map.of("reason", "every group is refused"))
                .record();

        // Then
        assertThat(record.isUndoing()).isFalse();
        assertThat(record.isClosed()).as("the switch itself was killed").isFalse();
        assertThat(record.groupsMoved()).containsExactly("shop");
    }

    @Test
    void shouldReadBackWhatAnUndoHasDecided() {
        // Given
        List<Group> groups = List.of(
                new Group("mail", Result.RESTORED, null, true, List.of(new Partition("mails", 0, null, null, null))),
                new Group("shop", Result.REFUSED, "why", false, List.of(new Partition("orders", 0, 40L, 77L, 40L))));
        TakenBack taken =
                TakenBack.of(groups, List.of("x"), List.of(SHOP, MAIL), Map.of("x", "x", "east.orders", "orders"));

        // When
        SwitchRecord record =
                JournalFixture.switchedAll("a", SHOP, MAIL).undone(taken).record();

        // Then
        assertThat(record.takenBack()).contains(taken);
        assertThat(record.hasLetGo()).isTrue();
        assertThat(record.isUndoing()).isTrue();
        assertThat(record.groupsMoved()).containsExactly("shop");
        assertThat(record.standing().topics()).containsExactly("orders", "x");
        assertThat(taken.copies()).containsExactly("east.orders", "x");
        assertThat(record.report().orElseThrow().steps())
                .as("the parts of an undo are no steps of the switch")
                .noneMatch(step -> Undo.isPart(step.step()));
    }

    @Test
    void shouldNotHaveLetGoWhenTheNextUndoDiedBeforeItDid() {
        TakenBack taken = TakenBack.of(List.of(), List.of(), List.of(), Map.of());

        SwitchRecord record = JournalFixture.switched("a", SHOP)
                .undone(taken)
                .entry(Event.STARTED, Undo.MIRRORS, taken)
                .record();

        assertThat(record.hasLetGo()).isFalse();
    }

    @Test
    void shouldClaimNothingBeforeTheFence() {
        SwitchRecord record =
                JournalFixture.opened(JournalFixture.plan("a", true, SHOP)).record();

        assertThat(record.claim()).isEqualTo(Claim.NONE);
        assertThat(record.standing()).isEqualTo(Claim.NONE);
    }
}
