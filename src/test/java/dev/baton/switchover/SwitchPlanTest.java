package dev.baton.switchover;

import static dev.baton.switchover.Plans.group;
import static dev.baton.switchover.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Selection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a switch ends, which is what it has to prove before. */
class SwitchPlanTest {
    private static final Selection ALL = new Selection(List.of(), List.of());
    private static final List<String> FLOW = List.of("audit", "orders", "payments");

    private final GroupPlan goes = group("shop", "orders", Verdict.SWITCH);
    private final GroupPlan unchanged = group("crm", "orders", Verdict.UNCHANGED);
    private final GroupPlan stays = group("billing", "payments", Verdict.REFUSED);

    @Test
    void shouldEndAndProveTheTopicsThatNoGroupReadsWhereTheWholeFlowGoes() {
        SwitchPlan plan = plan(Mode.PLANNED, ALL, FLOW, goes, unchanged);

        assertThat(plan.takesAll()).isTrue();
        assertThat(plan.topics()).containsExactlyElementsOf(FLOW);
        assertThat(ended(plan).allTopics()).isTrue();
        assertThat(ended(plan).allGroups()).isTrue();
        assertThat(ended(plan).topics()).containsExactlyElementsOf(FLOW);
    }

    @Test
    void shouldEndTheTopicsOfTheGroupsAloneWherePlannedAndAGroupStays() {
        SwitchPlan plan = plan(Mode.PLANNED, ALL, FLOW, goes, stays);

        assertThat(plan.takesAll()).isFalse();
        assertThat(plan.topics()).containsExactly("orders");
        assertThat(ended(plan).coversTopic("payments")).isFalse();
        assertThat(ended(plan).coversTopic("audit")).isFalse();
        assertThat(ended(plan).coversGroup("billing")).isFalse();
        assertThat(ended(plan).coversGroup("shop")).isTrue();
    }

    @Test
    void shouldEndTheWholeFlowWhereAGroupThatIsLeftAloneWasSwitchedBefore() {
        SwitchedGeneration before =
                new SwitchedGeneration(1, "earlier", false, List.of("billing"), false, List.of("payments"), Plans.TIME);
        SwitchRequest request = plan(Mode.PLANNED, ALL, FLOW).request();

        assertThat(WholeFlow.isTaken(request, before, List.of(goes, stays))).isTrue();
        assertThat(WholeFlow.isTaken(request, SwitchedGeneration.NONE, List.of(goes, stays)))
                .isFalse();
    }

    @Test
    void shouldEndTheWholeFlowInAFailoverAlsoWhereAGroupIsNotSwitchedYet() {
        SwitchPlan plan = plan(Mode.FAILOVER, ALL, FLOW, goes, stays);

        assertThat(plan.takesAll()).isTrue();
        assertThat(plan.topics()).containsExactlyElementsOf(FLOW);
    }

    @Test
    void shouldEndAPartWhereAPartIsAskedFor() {
        Selection some = new Selection(List.of("shop"), List.of());
        Selection ofTopic = new Selection(List.of(), List.of(new Selection.TopicChoice("orders", Set.of())));

        assertThat(plan(Mode.PLANNED, some, List.of(), goes).topics()).containsExactly("orders");
        assertThat(plan(Mode.PLANNED, ofTopic, List.of(), goes).takesAll()).isFalse();
        assertThat(plan(Mode.FAILOVER, some, List.of(), goes).takesAll()).isFalse();
    }

    private static SwitchedGeneration ended(SwitchPlan plan) {
        return Mirrors.next(SwitchedGeneration.NONE, plan, Plans.TIME);
    }
}
