package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Selection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Stopping NOBODY = Stopping.of(Map.of());

    private final SwitchPlan plan = Plans.plan(
            Mode.PLANNED,
            new Selection(List.of("shop"), List.of()),
            List.of(),
            Plans.group("shop", "orders", Verdict.SWITCH));

    @Test
    void shouldLetGoOnWhereNothingMoved() {
        assertThat(standstill(100, NOBODY, 40L).objection(plan, true)).isEmpty();
        assertThat(standstill(100, NOBODY, null).objection(plan, true)).isEmpty();
    }

    @Test
    void shouldNameTheLogThatGrewAndHowTheMirrorGoesOn() {
        BatonException ended =
                standstill(101, NOBODY, 40L).objection(plan, true).orElseThrow();
        BatonException mirrored =
                standstill(101, NOBODY, 40L).objection(plan, false).orElseThrow();

        assertThat(ended.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(ended).hasMessageContaining("written to after all had stood still: orders-0");
        assertThat(ended.remedy()).contains("baton switch undo the-switch");
        assertThat(mirrored.remedy()).contains("baton switch resume the-switch");
    }

    @Test
    void shouldSeeAPartitionThatHasComeSinceByItsRecords() {
        Map<TopicPartition, Long> settled = Map.of(ORDERS, 100L);
        TopicPartition come = new TopicPartition("orders", 1);

        Standstill empty = new Standstill(settled, Map.of(ORDERS, 100L, come, 0L), NOBODY, Map.of());
        Standstill written = new Standstill(settled, Map.of(ORDERS, 100L, come, 3L), NOBODY, Map.of());

        assertThat(empty.objection(plan, true)).isEmpty();
        assertThat(written.objection(plan, true).orElseThrow()).hasMessageContaining("orders-1");
    }

    @Test
    void shouldNameTheGroupThatIsBackAndTheCommitThatMoved() {
        BatonException back = standstill(100, stopping(active("shop")), 40L)
                .objection(plan, true)
                .orElseThrow();
        BatonException moved =
                standstill(100, NOBODY, 41L).objection(plan, true).orElseThrow();

        assertThat(back).hasMessageContaining("1 groups are still active on the source: shop (app@/10.0.0.7)");
        assertThat(moved).hasMessageContaining("orders-0 was at 40, and is at 41");
    }

    @Test
    void shouldNotTakeAGroupForStoppedThatCannotBeAsked() {
        BatonException silence = new BatonException(FailureKind.UNREACHABLE, "no answer in 6 s");
        Stopping silent = stopping(Outcome.failed(silence));
        Stopping absent = stopping(Outcome.failed(new BatonException(FailureKind.INCOMPLETE, "no such group")));

        BatonException refusal = silent.refusal("try again");

        assertThat(silent.isDone()).isFalse();
        assertThat(absent.isDone()).isTrue();
        assertThat(refusal.kind()).isEqualTo(FailureKind.UNREACHABLE);
        assertThat(refusal).hasMessageContaining("is not known, as shop: no answer in 6 s");
    }

    private static Standstill standstill(long end, Stopping groups, Long commit) {
        Map<TopicPartition, CommittedOffset> commits =
                commit == null ? Map.of() : Map.of(ORDERS, CommittedOffset.of(commit, ""));
        return new Standstill(Map.of(ORDERS, 100L), Map.of(ORDERS, end), groups, Map.of("shop", commits));
    }

    private static Stopping stopping(Outcome<GroupDescription> shop) {
        return Stopping.of(Map.of("shop", shop));
    }

    private static Outcome<GroupDescription> active(String group) {
        return Outcome.known(new GroupDescription(
                group,
                GroupType.CLASSIC,
                GroupState.STABLE,
                List.of(new GroupDescription.Member("m", null, "app", "/10.0.0.7", Set.of()))));
    }
}
