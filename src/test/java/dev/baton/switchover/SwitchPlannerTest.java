package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.config.GivenOffset;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.testkit.Trap;
import dev.baton.translate.Answer;
import dev.baton.translate.By;
import dev.baton.translate.CommittedFrom;
import dev.baton.translate.Confidence;
import dev.baton.translate.Gathered;
import dev.baton.translate.GatheredFixture;
import dev.baton.translate.LogRange;
import dev.baton.translate.Method;
import dev.baton.translate.Selection;
import dev.baton.translate.Standing;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import dev.baton.translate.Translation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SwitchPlannerTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private static final LogRange EMPTY = new LogRange(33, 33);
    private static final Map<TopicPartition, LogRange> LOGS = Map.of(ORDERS, new LogRange(10, 500));

    private final Gathered baton = GatheredFixture.ofBatonFlow(LOGS);
    private final Gathered mirrorMaker = GatheredFixture.ofMirrorMakerFlow(LOGS);

    @Test
    void shouldSwitchWhenNothingIsCommittedOnTheTarget() {
        GroupPlan plan = plan(request(new Unknowns.Refuse(), false), facts(baton, exact(40), null, Set.of(), null));

        assertThat(plan.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(plan.partitions().get(0).next()).isEqualTo(40);
        assertThat(plan.partitions().get(0).metadata()).isEqualTo("kept");
    }

    @Test
    void shouldLeaveAsItIsWhenTheTargetHasTheOffsetAlready() {
        GroupPlan plan = plan(request(new Unknowns.Refuse(), false), facts(baton, exact(40), 40L, Set.of(), null));

        assertThat(plan.verdict()).isEqualTo(Verdict.UNCHANGED);
    }

    @Test
    @Trap("35")
    void shouldRefuseWhenTheTargetHasACommitThatIsNotBatons() {
        GroupPlan behind = plan(request(new Unknowns.Refuse(), false), facts(baton, exact(40), 30L, Set.of(), null));
        GroupPlan ahead = plan(request(new Unknowns.Refuse(), false), facts(baton, exact(40), 77L, Set.of(), null));

        assertThat(behind.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(ahead.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(ahead.reason()).contains("orders-0 is committed at 77", "--allow-rewind");
    }

    @Test
    void shouldSwitchWhenTheTargetHasWhatBatonPutThereOrARewindIsAllowed() {
        GroupPlan own = plan(request(new Unknowns.Refuse(), false), facts(baton, exact(40), 30L, Set.of(30L), null));
        GroupPlan allowed = plan(request(new Unknowns.Refuse(), true), facts(baton, exact(40), 77L, Set.of(), null));

        assertThat(own.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(allowed.verdict()).isEqualTo(Verdict.SWITCH);
    }

    @Test
    void shouldTakeACommitBehindForMirrorMakersOwnWhereItMirrors() {
        GroupPlan behind =
                plan(request(new Unknowns.Refuse(), false), facts(mirrorMaker, exact(40), 30L, Set.of(), null));
        GroupPlan ahead =
                plan(request(new Unknowns.Refuse(), false), facts(mirrorMaker, exact(40), 77L, Set.of(), null));

        assertThat(behind.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(ahead.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    @Trap("25")
    void shouldNameStaticMembersWhenTheGroupIsActiveOnTheTarget() {
        GroupPlan plan =
                plan(request(new Unknowns.Refuse(), true), facts(baton, exact(40), null, Set.of(), "instance-7"));

        assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(plan.reason()).contains("app@/10.0.0.7", "static member instance-7");
    }

    @Test
    void shouldDoWhatTheUserDecidedWhenAPartitionIsUnknown() {
        SwitchFacts unknown = facts(baton, new Translation.Unknown("nothing"), null, Set.of(), null);

        GroupPlan refused = plan(request(new Unknowns.Refuse(), false), unknown);
        GroupPlan earliest = plan(request(new Unknowns.Earliest(), false), unknown);
        GroupPlan skipped = plan(request(new Unknowns.Skip(), false), unknown);
        GroupPlan at = plan(request(new Unknowns.At(TIME), false), unknown.withOffsetsAtTime(Map.of(ORDERS, 222L)));
        GroupPlan atNothing = plan(request(new Unknowns.At(TIME), false), unknown);

        assertThat(refused.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(earliest.partitions().get(0).next()).isEqualTo(10);
        assertThat(earliest.partitions().get(0).rereadAtMost()).isEqualTo(490);
        assertThat(earliest.partitions().get(0).confidence()).isEqualTo(Confidence.AT_MOST);
        assertThat(skipped.verdict()).isEqualTo(Verdict.UNCHANGED);
        assertThat(skipped.partitions().get(0).next()).isNull();
        assertThat(at.partitions().get(0).next()).isEqualTo(222);
        assertThat(at.partitions().get(0).rereadAtMost()).isNull();
        assertThat(atNothing.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    @Trap("k")
    void shouldRefuseAGroupThatHasNoCommitOnAPartitionThatHoldsRecordsUnlessTheUserDecides() {
        TopicPartition open = new TopicPartition("orders", 1);
        Gathered more = GatheredFixture.ofBatonFlow(Map.of(
                ORDERS, new LogRange(10, 500), open, new LogRange(7, 90), new TopicPartition("orders", 2), EMPTY));
        SwitchFacts facts = facts(more, exact(40), null, Set.of(), null);

        GroupPlan refused = plan(request(new Unknowns.Refuse(), false), facts);
        GroupPlan earliest = plan(request(new Unknowns.Earliest(), false), facts);
        GroupPlan at = plan(request(new Unknowns.At(TIME), false), facts.withOffsetsAtTime(Map.of(open, 22L)));
        GroupPlan skipped = plan(request(new Unknowns.Skip(), false), facts);

        assertThat(refused.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(refused.reason())
                .contains("1 partitions are unknown, as orders-1: the group has no commit there", "--unknown earliest");
        assertThat(refused.partitions()).extracting(PartitionPlan::committed).containsExactly(40L, null);
        assertThat(earliest.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(earliest.partitions().get(1).next()).isEqualTo(7);
        assertThat(earliest.partitions().get(1).rereadAtMost()).isEqualTo(83);
        assertThat(at.partitions().get(1).next()).isEqualTo(22);
        assertThat(skipped.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(skipped.partitions().get(1).next()).isNull();
    }

    @Test
    void shouldTakeAGroupForCoveredWhereItNeedsNoCommit() {
        TopicPartition other = new TopicPartition("orders", 1);
        Gathered more = GatheredFixture.ofBatonFlow(Map.of(ORDERS, new LogRange(10, 500), other, new LogRange(0, 9)));
        SwitchFacts facts = facts(more, exact(40), null, Set.of(), null);
        SwitchFacts committedThere = new SwitchFacts(
                facts.translation(),
                facts.onTarget(),
                facts.onSource(),
                facts.unanswered(),
                Map.of("g", Map.of(other, CommittedOffset.of(9, ""))),
                facts.ownCommits(),
                facts.offsetsAtTime());
        Selection onePartition = new Selection(List.of("g"), List.of(new Selection.TopicChoice("orders", Set.of(0))));
        Selection given = new Selection(
                List.of(),
                List.of(new Selection.TopicChoice("orders", Set.of())),
                List.of(new GivenOffset("g", ORDERS, 40)));

        GroupPlan there = plan(request(new Unknowns.Refuse(), false), committedThere);
        GroupPlan chosen = plan(request(onePartition), facts);
        GroupPlan ofFile = plan(request(given), facts);

        assertThat(List.of(there, chosen, ofFile)).allSatisfy(plan -> {
            assertThat(plan.verdict()).as(plan.reason()).isEqualTo(Verdict.SWITCH);
            assertThat(plan.partitions()).hasSize(1);
        });
    }

    @Test
    void shouldRefuseAGroupThatCameBackOnceItWasWaitedFor() {
        SwitchRequest waiting = new SwitchRequest(
                Mode.PLANNED,
                new Selection(List.of("g"), List.of()),
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                new Fencing(List.of(), null, 60_000),
                List.of(),
                false,
                false);
        SwitchFacts idle = facts(baton, exact(40), null, Set.of(), null);
        SwitchFacts active = new SwitchFacts(
                idle.translation(),
                Map.of(),
                facts(baton, exact(40), null, Set.of(), "instance-7").onTarget(),
                Map.of(),
                Map.of(),
                idle.ownCommits(),
                Map.of());

        assertThat(plan(waiting, active).verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(plan(waiting.waitedFor(), active).reason()).contains("active on the source: app@/10.0.0.7");
    }

    @Test
    @Trap("29")
    void shouldRefuseAnApplicationThatWorksExactlyOnceInAFailoverUnlessItIsKnown() {
        SwitchFacts torn = facts(baton, exact(40), null, Set.of(), null).withExactlyOnce(Set.of("g"));

        GroupPlan refused = plan(request(new Unknowns.Refuse(), false), torn);
        GroupPlan known = plan(request(Mode.FAILOVER, new Unknowns.Refuse(), false, true), torn);
        GroupPlan planned = plan(request(Mode.PLANNED, new Unknowns.Refuse(), false, false), torn);

        assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(refused.reason()).contains("exactly once", "--i-know");
        assertThat(known.verdict()).isEqualTo(Verdict.SWITCH);
        assertThat(planned.verdict()).isEqualTo(Verdict.SWITCH);
    }

    @Test
    @Trap("33")
    void shouldSayThatThereIsNothingToTranslateWhenAGroupNeverCommitted() {
        SwitchFacts none = new SwitchFacts(
                new Translate.Result(baton, List.of()), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

        GroupPlan plan = plan(request(new Unknowns.Refuse(), false), none);

        assertThat(plan.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(plan.reason()).startsWith("nothing to translate");
    }

    @Test
    void shouldReadAPlanBackAsItWasWritten() throws Exception {
        SwitchRequest request = request(new Unknowns.At(TIME), true);
        SwitchPlan plan = new SwitchPlan(
                "id",
                TIME,
                "east",
                "west",
                request,
                new Preconditions("cluster", Map.of("orders", "id"), null),
                new SwitchPlanner(request, facts(baton, exact(40), 30L, Set.of(), null)).plan(),
                true,
                List.of("audit", "orders"),
                new Admission(List.of(new Denial("User:shop", "orders")), null));
        JournalCodec codec = new JournalCodec();

        assertThat(codec.read(codec.asYaml(plan), SwitchPlan.class)).isEqualTo(plan);
        assertThat(codec.read(codec.asJson(plan), SwitchPlan.class)).isEqualTo(plan);
    }

    @Test
    void shouldReadAJournalEntryBackAsItWasWritten() {
        JournalCodec codec = new JournalCodec();
        OffsetList offsets = new OffsetList(List.of(new OffsetList.Item("g", "orders", 0, 7L, "m")));
        JournalEntry entry = new JournalEntry(
                "id", 3, TIME, "east", "west", "ops", JournalEntry.Event.STARTED, "commit", codec.tree(offsets));

        JournalEntry read =
                codec.decode(codec.line(entry).getBytes(StandardCharsets.UTF_8)).orElseThrow();

        assertThat(codec.line(read)).isEqualTo(codec.line(entry));
        assertThat(codec.value(read.detail(), OffsetList.class)).contains(offsets);
        assertThat(codec.decode(new byte[] {1, 2, 3})).isEmpty();
    }

    private static GroupPlan plan(SwitchRequest request, SwitchFacts facts) {
        List<GroupPlan> plans = new SwitchPlanner(request, facts).plan();
        assertThat(plans).hasSize(1);
        return plans.get(0);
    }

    private static SwitchRequest request(Unknowns unknowns, boolean allowRewind) {
        return request(Mode.FAILOVER, unknowns, allowRewind, false);
    }

    private static SwitchRequest request(Selection selection) {
        return request(Mode.FAILOVER, selection, new Unknowns.Refuse(), false, false);
    }

    private static SwitchRequest request(Mode mode, Unknowns unknowns, boolean allowRewind, boolean acceptTorn) {
        return request(mode, new Selection(List.of("g"), List.of()), unknowns, allowRewind, acceptTorn);
    }

    private static SwitchRequest request(
            Mode mode, Selection selection, Unknowns unknowns, boolean allowRewind, boolean acceptTorn) {
        return new SwitchRequest(
                mode,
                selection,
                By.AUTO,
                null,
                false,
                unknowns,
                allowRewind,
                0,
                Fencing.NONE,
                List.of(),
                false,
                acceptTorn);
    }

    private static Translation exact(long target) {
        return new Translation.Exact(target, Method.PRESERVED, null);
    }

    private static SwitchFacts facts(
            Gathered gathered, Translation translation, Long previous, Set<Long> own, String staticMember) {
        Translated item = new Translated(
                "g",
                ORDERS,
                ORDERS,
                new Standing(40, "kept", CommittedFrom.SNAPSHOT, TIME),
                new Answer(translation, 0L),
                null);
        Map<String, GroupDescription> active = staticMember == null
                ? Map.of()
                : Map.of(
                        "g",
                        new GroupDescription(
                                "g",
                                GroupType.CLASSIC,
                                GroupState.STABLE,
                                List.of(new GroupDescription.Member("m", staticMember, "app", "/10.0.0.7", Set.of()))));
        return new SwitchFacts(
                new Translate.Result(gathered, List.of(item)),
                active,
                Map.of(),
                Map.of(),
                previous == null ? Map.of() : Map.of("g", Map.of(ORDERS, CommittedOffset.of(previous, ""))),
                Map.of("g", Map.of(ORDERS, own)),
                Map.of());
    }
}
