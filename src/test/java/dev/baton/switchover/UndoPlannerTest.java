package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Result;
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
    private static final Snapshot AT_30 =
            new Snapshot(List.of("app"), List.of(new OffsetList.Item("app", "orders", 0, 30L, "")));

    @Test
    void shouldRestoreWhatTheSwitchPutThere() {
        Group group = plan(AT_30, 40L, false, List.of());

        assertThat(group.result()).isEqualTo(Result.PLANNED);
        assertThat(group.deleted()).isFalse();
        assertThat(group.partitions().get(0).before()).isEqualTo(30);
    }

    @Test
    void shouldLeaveAloneWhatWasNeverCommittedOrIsRestoredAlready() {
        Group group = plan(AT_30, 30L, false, List.of());

        assertThat(group.result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void shouldRefuseWithFactsWhenConsumersHaveMovedOnUnlessAllowed() {
        Group refused = plan(AT_30, 55L, false, List.of());
        Group allowed = plan(AT_30, 55L, true, List.of());

        assertThat(refused.result()).isEqualTo(Result.REFUSED);
        assertThat(refused.reason()).contains("orders-0 is committed at 55", "had put 40", "--allow-rewind");
        assertThat(allowed.result()).isEqualTo(Result.PLANNED);
    }

    @Test
    void shouldRefuseAnActiveGroupEvenWhereARewindIsAllowed() {
        GroupDescription.Member member = new GroupDescription.Member("m", null, "app", "/10.0.0.7", Set.of());

        Group group = plan(AT_30, 40L, true, List.of(member));

        assertThat(group.reason()).contains("active on the target: app@/10.0.0.7");
    }

    @Test
    void shouldDeleteTheGroupWhenTheSwitchMadeIt() {
        Group group = plan(Snapshot.EMPTY, 40L, false, List.of());

        assertThat(group.deleted()).isTrue();
        assertThat(group.partitions().get(0).before()).isNull();
    }

    private static Group plan(
            Snapshot snapshot, @Nullable Long now, boolean allowRewind, List<GroupDescription.Member> members) {
        GroupState state = members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE;
        return new UndoPlanner(
                        new OffsetList(List.of(new OffsetList.Item("app", "orders", 0, 40L, ""))),
                        snapshot,
                        now == null ? Map.of() : Map.of("app", Map.of(ORDERS, CommittedOffset.of(now, ""))),
                        Map.of("app", new GroupDescription("app", GroupType.CLASSIC, state, members)),
                        allowRewind)
                .plan()
                .get(0);
    }
}
