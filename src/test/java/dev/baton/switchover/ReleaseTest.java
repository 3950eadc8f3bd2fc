package dev.baton.switchover;

import static dev.baton.switchover.JournalFixture.group;
import static dev.baton.switchover.JournalFixture.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stays once a switch is taken back, beside other switches of the flow. */
class ReleaseTest {
    private static final GroupPlan SHOP = group("shop", partition("orders", 30L, 40L));
    private static final GroupPlan AUDIT = group("audit", partition("orders", 30L, 40L));
    private static final GroupPlan MAIL = group("mail", partition("mails", 30L, 40L));
    private static final Denial ORDERS = new Denial("User:shop", "orders");
    private static final Denial MAILS = new Denial("User:shop", "mails");
    private static final Map<String, String> SAME = Map.of("orders", "orders", "mails", "mails");

    @Test
    void shouldLetGoAllThatASwitchOfTheWholeFlowHasEnded() {
        JournalFixture all = JournalFixture.switchedAll("a", SHOP, MAIL);

        SwitchedGeneration next = next(generation(true, List.of("mail", "shop"), List.of("mails", "orders")), all);

        assertThat(next.allTopics()).isFalse();
        assertThat(next.allGroups()).isFalse();
        assertThat(next.groups()).isEmpty();
        assertThat(next.topics()).isEmpty();
        assertThat(next.generation()).isEqualTo(8);
        assertThat(next.switchId()).isEqualTo("a-undo");
    }

    @Test
    void shouldKeepWhatAnotherSwitchHasEnded() {
        JournalFixture one = JournalFixture.switched("a", SHOP);
        JournalFixture other = JournalFixture.switched("b", AUDIT);

        SwitchedGeneration next = next(generation(false, List.of("audit", "shop"), List.of("orders")), one, other);

        assertThat(next.groups()).containsExactly("audit");
        assertThat(next.topics()).containsExactly("orders");
    }

    @Test
    void shouldKeepTheWholeFlowEndedWhereAnotherSwitchHasEndedIt() {
        JournalFixture one = JournalFixture.switched("b", SHOP);
        JournalFixture all = JournalFixture.switchedAll("a", SHOP, MAIL);

        SwitchedGeneration next = next(generation(true, List.of("mail", "shop"), List.of("mails", "orders")), one, all);

        assertThat(next.allTopics()).isTrue();
        assertThat(next.groups()).contains("shop");
    }

    @Test
    void shouldNotEndAgainWhatAFailbackHasTakenUpAgain() {
        JournalFixture trip = JournalFixture.switchedAll("a", SHOP, MAIL).entry(Event.RETURNED, null, Map.of());
        JournalFixture later = JournalFixture.switched("c", SHOP);

        SwitchedGeneration next = next(generation(false, List.of("shop"), List.of("orders")), later, trip);

        assertThat(next.allGroups()).isFalse();
        assertThat(next.allTopics()).isFalse();
        assertThat(next.groups()).isEmpty();
        assertThat(next.topics()).isEmpty();
    }

    @Test
    void shouldNotEndAgainWhatAnUndoInPartHasLetGo() {
        JournalFixture part = JournalFixture.switchedAll("a", SHOP, MAIL).undone(taken("mail", "shop", SHOP, MAIL));
        JournalFixture later = JournalFixture.switched("b", SHOP);

        SwitchedGeneration next =
                next(generation(false, List.of("mail", "shop"), List.of("mails", "orders")), later, part);

        assertThat(next.allTopics()).isFalse();
        assertThat(next.groups()).containsExactly("mail");
        assertThat(next.topics()).containsExactly("mails");
    }

    @Test
    void shouldLeaveWhatTheJournalDoesNotTellOf() {
        JournalFixture one = JournalFixture.switched("a", SHOP);

        SwitchedGeneration next = next(generation(false, List.of("old", "shop"), List.of("orders", "past")), one);

        assertThat(next.groups()).containsExactly("old");
        assertThat(next.topics()).containsExactly("past");
    }

    @Test
    void shouldTellTheMirrorsNothingNewWhereNothingChanges() {
        JournalFixture killed = JournalFixture.opened(JournalFixture.plan("a", false, SHOP));
        SwitchedGeneration now = generation(false, List.of("mail"), List.of("mails"));

        assertThat(next(now, killed)).isEqualTo(now);
    }

    @Test
    void shouldKeepWhatCouldNotBeRestoredClosedToMirrorsAndProducers() {
        JournalFixture all = JournalFixture.switchedAll("a", SHOP, MAIL).denied(ORDERS, MAILS);
        TakenBack taken = taken("mail", "shop", SHOP, MAIL);
        Release release = new Release(all.record(), taken.left(), List.of(), Set.of());

        SwitchedGeneration next = release.from(
                generation(true, List.of("mail", "shop"), List.of("mails", "orders")), JournalFixture.TIME);

        assertThat(next.allTopics()).isFalse();
        assertThat(next.groups()).containsExactly("mail");
        assertThat(next.topics()).containsExactly("mails");
        assertThat(release.denials()).containsExactly(ORDERS);
    }

    @Test
    void shouldKeepTopicsThatWereWrittenToClosedToMirrorsAndProducers() {
        JournalFixture one = JournalFixture.switched("a", SHOP, MAIL).denied(ORDERS, MAILS);
        Group restored = new Group("shop", Result.RESTORED, null, false, List.of());
        TakenBack taken = TakenBack.of(List.of(restored), List.of("orders"), List.of(SHOP, MAIL), SAME);
        Release release = new Release(one.record(), taken.left(), List.of(), Set.of());

        SwitchedGeneration next = release.from(
                generation(false, List.of("mail", "shop"), List.of("mails", "orders")), JournalFixture.TIME);

        assertThat(next.groups()).isEmpty();
        assertThat(next.topics()).containsExactly("orders");
        assertThat(release.denials()).containsExactly(MAILS);
    }

    @Test
    void shouldKeepADenialThatAnotherSwitchReliesOnAndNotOneThatItHasLeftBehind() {
        JournalFixture stopped =
                JournalFixture.opened(JournalFixture.plan("a", false, SHOP)).denied(ORDERS);
        JournalFixture again = JournalFixture.switched("b", SHOP).denied(ORDERS);

        List<Denial> ofTheFirst =
                new Release(stopped.record(), Claim.NONE, List.of(again.record()), Set.of()).denials();
        List<Denial> ofTheSecond =
                new Release(again.record(), Claim.NONE, List.of(stopped.record()), Set.of()).denials();

        assertThat(ofTheFirst).isEmpty();
        assertThat(ofTheSecond).containsExactly(ORDERS);
    }

    @Test
    void shouldLetGoWhatAnEarlierRunThatNeverCommittedHadEnded() {
        JournalFixture stopped = JournalFixture.opened(JournalFixture.plan("a", false, SHOP, MAIL))
                .denied(ORDERS, MAILS)
                .fenced();
        JournalFixture again = JournalFixture.switched("b", SHOP).denied(ORDERS);
        SwitchHistory history = JournalFixture.history(stopped, again);
        Release release = new Release(
                again.record(), Claim.NONE, List.of(stopped.record()), history.givenUpBefore(again.record()));

        SwitchedGeneration next = release.from(
                generation(false, List.of("mail", "shop"), List.of("mails", "orders")), JournalFixture.TIME);

        assertThat(next.groups()).containsExactly("mail");
        assertThat(next.topics()).containsExactly("mails");
        assertThat(release.denials()).containsExactly(ORDERS);
        assertThat(history.givenUpBefore(stopped.record())).isEmpty();
    }

    @Test
    void shouldHoldDenialsUntilAnUndoHasTakenThemAway() {
        JournalFixture one = JournalFixture.switched("a", SHOP, MAIL).denied(ORDERS, MAILS);

        assertThat(one.record().denialsHeld()).containsExactly(ORDERS, MAILS);
        one.undone(taken("mail", "shop", SHOP, MAIL));
        assertThat(one.record().denialsHeld()).containsExactly(MAILS);
        one.entry(Event.UNDONE, null, Map.of());
        assertThat(one.record().denialsHeld()).isEmpty();
    }

    private static SwitchedGeneration next(SwitchedGeneration now, JournalFixture undone, JournalFixture... others) {
        List<SwitchRecord> rest = Stream.of(others).map(JournalFixture::record).toList();
        return new Release(undone.record(), Claim.NONE, rest, Set.of()).from(now, JournalFixture.TIME);
    }

    private static SwitchedGeneration generation(boolean all, List<String> groups, List<String> topics) {
        return new SwitchedGeneration(7, "last", all, groups, all, topics, JournalFixture.TIME);
    }

    private static TakenBack taken(String refused, String restored, GroupPlan... plans) {
        List<Group> groups = new ArrayList<>();
        groups.add(new Group(refused, Result.REFUSED, "moved on", false, List.of()));
        groups.add(new Group(restored, Result.RESTORED, null, false, List.of()));
        return TakenBack.of(groups, List.of(), List.of(plans), SAME);
    }
}
