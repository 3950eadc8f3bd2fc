package dev.baton.switchover;

import static dev.baton.switchover.JournalFixture.group;
import static dev.baton.switchover.JournalFixture.history;
import static dev.baton.switchover.JournalFixture.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.switchover.FailoverPoints.Point;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Result;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FailoverPointsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition MAILS = new TopicPartition("mails", 0);
    private static final GroupPlan SHOP = group("shop", partition("orders", 30L, 40L));
    private static final GroupPlan MAIL = group("mail", partition("mails", 30L, 40L));

    @Test
    void shouldTakeTheFirstSwitchForOneThatCameLaterFoundRecordsOfApplications() {
        FailoverPoints points = points(first(), second());

        assertThat(points.of(ORDERS)).contains(new Point("a", 100, JournalFixture.TIME));
    }

    @Test
    void shouldPassOverASwitchThatWasUndoneOrReturned() {
        FailoverPoints undone = points(first().entry(Event.UNDONE, null, Map.of()), second());
        FailoverPoints returned = points(first().entry(Event.RETURNED, null, Map.of()), second());

        assertThat(undone.of(ORDERS)).contains(new Point("b", 500, JournalFixture.TIME));
        assertThat(returned.of(ORDERS)).contains(new Point("b", 500, JournalFixture.TIME));
    }

    @Test
    void shouldTakeTheLaterSwitchForTopicsThatAnUndoInPartHasLetGo() {
        List<Group> groups = List.of(
                new Group("mail", Result.REFUSED, "moved on", false, List.of()),
                new Group("shop", Result.RESTORED, null, false, List.of()));
        TakenBack taken =
                TakenBack.of(groups, List.of(), List.of(SHOP, MAIL), Map.of("orders", "orders", "mails", "mails"));

        FailoverPoints points = points(first().undone(taken), second());

        assertThat(points.of(ORDERS)).contains(new Point("b", 500, JournalFixture.TIME));
        assertThat(points.of(MAILS)).contains(new Point("a", 100, JournalFixture.TIME));
    }

    private static JournalFixture first() {
        return JournalFixture.switchedAll("a", SHOP, MAIL).ends(Map.of("orders", 100L, "mails", 100L));
    }

    private static JournalFixture second() {
        return JournalFixture.switchedAll("b", SHOP, MAIL).ends(Map.of("orders", 500L, "mails", 500L));
    }

    private static FailoverPoints points(JournalFixture... switches) {
        return FailoverPoints.of(history(switches), "east", "west");
    }
}
