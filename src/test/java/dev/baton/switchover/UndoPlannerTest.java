package dev.baton.switchover;

import static dev.baton.switchover.JournalFixture.group;
import static dev.baton.switchover.JournalFixture.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Partition;
import dev.baton.switchover.UndoReport.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UndoPlannerTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Snapshot AT_30 = at(30);
    private static final Snapshot AT_40 = at(40);
    private static final GroupPlan MOVED = group("app", partition("orders", 30L, 40L));
    private static final GroupPlan FOUND_READY = group("app", partition("orders", 40L, 40L));
    private static final GroupDescription.Member MEMBER =
            new GroupDescription.Member("m", null, "app", "/10.0.0.7", Set.of());
    private static final SwitchedGeneration SWITCHED =
            new SwitchedGeneration(1, "a", false, List.of("app"), false, List.of("orders"), JournalFixture.TIME);

    @Test
    void shouldRestoreWhatTheSwitchPutThere() {
        Group group = plan(MOVED, AT_30, Map.of(ORDERS, 40L), false, List.of());

        assertThat(group.result()).isEqualTo(Result.PLANNED);
        assertThat(group.deleted()).isFalse();
        assertThat(group.partitions().get(0).before()).isEqualTo(30);
    }

    @Test
    void shouldLeaveAloneWhatWasNeverCommittedOrIsRestoredAlready() {
        Group group = plan(MOVED, AT_30, Map.of(ORDERS, 30L), false, List.of());

        assertThat(group.result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void shouldRefuseWithFactsWhenConsumersHaveMovedOnUnlessAllowed() {
        Group refused = plan(MOVED, AT_30, Map.of(ORDERS, 55L), false, List.of());
        Group allowed = plan(MOVED, AT_30, Map.of(ORDERS, 55L), true, List.of());

        assertThat(refused.result()).isEqualTo(Result.REFUSED);
        assertThat(refused.reason()).contains("orders-0 is committed at 55", "had put 40", "--allow-rewind");
        assertThat(allowed.result()).isEqualTo(Result.PLANNED);
    }

    @Test
    void shouldRefuseWhenConsumersOfAGroupHaveMovedOnThatTheSwitchFoundReady() {
        Group refused = plan(FOUND_READY, AT_40, Map.of(ORDERS, 55L), false, List.of());
        Group allowed = plan(FOUND_READY, AT_40, Map.of(ORDERS, 55L), true, List.of());
        Group quiet = plan(FOUND_READY, AT_40, Map.of(ORDERS, 40L), false, List.of());

        assertThat(refused.result()).isEqualTo(Result.REFUSED);
        assertThat(refused.reason()).contains("orders-0 is committed at 55", "had found 40 there");
        assertThat(allowed.result()).isEqualTo(Result.PLANNED);
        assertThat(allowed.partitions()).containsExactly(new Partition("orders", 0, 40L, 55L, 40L));
        assertThat(quiet.result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void shouldRefuseWhenConsumersHaveMovedOnWhereTheSwitchPutNothing() {
        GroupPlan skipping = group("app", partition("orders", 30L, 40L), partition("returns", null, null));
        TopicPartition returns = new TopicPartition("returns", 0);
        TopicPartition ofItsOwn = new TopicPartition("audit", 3);

        Group left = plan(skipping, AT_30, Map.of(ORDERS, 40L, returns, 7L), false, List.of());
        Group unknown = plan(MOVED, AT_30, Map.of(ORDERS, 40L, ofItsOwn, 7L), false, List.of());

        assertThat(left.reason()).contains("returns-0 is committed at 7", "had found nothing there");
        assertThat(unknown.reason()).contains("audit-3 is committed at 7");
    }

    @Test
    void shouldRefuseAnActiveGroupEvenWhereARewindIsAllowedOrNothingIsToRestore() {
        Group moved = plan(MOVED, AT_30, Map.of(ORDERS, 40L), true, List.of(MEMBER));
        Group ready = plan(FOUND_READY, AT_40, Map.of(ORDERS, 40L), false, List.of(MEMBER));

        assertThat(moved.reason()).contains("active on the target: app@/10.0.0.7");
        assertThat(ready.reason()).contains("active on the target: app@/10.0.0.7");
    }

    @Test
    void shouldDeleteTheGroupWhenTheSwitchMadeIt() {
        Group group = plan(
                group("app", partition("orders", null, 40L)), Snapshot.EMPTY, Map.of(ORDERS, 40L), false, List.of());

        assertThat(group.deleted()).isTrue();
        assertThat(group.partitions().get(0).before()).isNull();
    }

    @Test
    void shouldTakeWhatAnEarlierRunRestoredAsItIsOnceTheMirrorMayHaveCommitted() {
        TakenBack restored = taken(Result.RESTORED, List.of());

        Group told = planner(restored, true, SWITCHED, 77, 100).groups().get(0);
        Group released = planner(restored, false, SwitchedGeneration.NONE, 77, 100)
                .groups()
                .get(0);
        Group untold = planner(restored, false, SWITCHED, 77, 100).groups().get(0);

        assertThat(told.result()).isEqualTo(Result.RESTORED);
        assertThat(released.result()).isEqualTo(Result.RESTORED);
        assertThat(untold.result()).as("no mirror was told: consumers have run").isEqualTo(Result.REFUSED);
    }

    @Test
    void shouldLookAgainAtAGroupThatAnEarlierRunLeft() {
        Group group = planner(taken(Result.REFUSED, List.of()), true, SWITCHED, 40, 100)
                .groups()
                .get(0);

        assertThat(group.result()).isEqualTo(Result.PLANNED);
    }

    @Test
    void shouldLeaveTopicsThatWereWrittenToWhileNobodyMirroredThem() {
        List<String> written = planner(null, false, SWITCHED, 40, 103).topicsLeft();
        List<String> quiet = planner(null, false, SWITCHED, 40, 100).topicsLeft();
        List<String> left = planner(taken(Result.RESTORED, List.of("orders")), true, SWITCHED, 40, 103)
                .topicsLeft();

        assertThat(written).containsExactly("orders");
        assertThat(quiet).isEmpty();
        assertThat(left).containsExactly("orders");
    }

    @Test
    void shouldNotTakeTheMirrorsOwnRecordsForThoseOfApplications() {
        TakenBack restored = taken(Result.RESTORED, List.of());

        assertThat(planner(restored, false, SwitchedGeneration.NONE, 40, 103).topicsLeft())
                .isEmpty();
        assertThat(planner(restored, true, SWITCHED, 40, 103).topicsLeft())
                .as("another switch has ended it again since")
                .isEmpty();
    }

    private static Group plan(
            GroupPlan switched,
            Snapshot snapshot,
            Map<TopicPartition, Long> now,
            boolean allowRewind,
            List<GroupDescription.Member> members) {
        return new UndoPlanner(facts(switched, snapshot, now, members, null, false, SWITCHED, 100), allowRewind)
                .groups()
                .get(0);
    }

    private static UndoPlanner planner(
            @Nullable TakenBack earlier, boolean letGo, SwitchedGeneration now, long committed, long end) {
        return new UndoPlanner(
                facts(MOVED, AT_30, Map.of(ORDERS, committed), List.of(), earlier, letGo, now, end), false);
    }

    private static UndoFacts facts(
            GroupPlan switched,
            Snapshot snapshot,
            Map<TopicPartition, Long> committed,
            List<GroupDescription.Member> members,
            @Nullable TakenBack earlier,
            boolean letGo,
            SwitchedGeneration now,
            long end) {
        GroupState state = members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE;
        Map<TopicPartition, CommittedOffset> commits = new HashMap<>();
        committed.forEach((partition, offset) -> commits.put(partition, CommittedOffset.of(offset, "")));
        return new UndoFacts(
                List.of(switched),
                snapshot,
                Map.of("app", commits),
                Map.of("app", new GroupDescription("app", GroupType.CLASSIC, state, members)),
                now,
                earlier,
                letGo,
                new OffsetList(List.of(new OffsetList.Item(null, "orders", 0, 100L, null))),
                Map.of(ORDERS, end),
                Map.of("orders", "orders"));
    }

    private static TakenBack taken(Result result, List<String> topicsLeft) {
        Group group = new Group("app", result, null, false, List.of());
        return TakenBack.of(List.of(group), topicsLeft, List.of(MOVED), Map.of("orders", "orders"));
    }

    private static Snapshot at(long offset) {
        return new Snapshot(List.of("app"), List.of(new OffsetList.Item("app", "orders", 0, offset, "")));
    }
}
