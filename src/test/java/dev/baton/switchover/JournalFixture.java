package dev.baton.switchover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Confidence;
import dev.baton.translate.Method;
import dev.baton.translate.Selection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A journal written by the test, entry by entry, through the codec that reads it. */
final class JournalFixture {
    static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private static final JournalCodec CODEC = new JournalCodec();

    private final SwitchPlan plan;
    private final List<JournalEntry> entries = new ArrayList<>();

    private JournalFixture(SwitchPlan plan) {
        this.plan = plan;
        entry(Event.OPENED, null, plan);
    }

    /** A switch of these groups that has come to its commits. */
    static JournalFixture switched(String id, GroupPlan... groups) {
        return opened(plan(id, false, groups)).toCommit();
    }

    /** The same of the whole flow. */
    static JournalFixture switchedAll(String id, GroupPlan... groups) {
        return opened(plan(id, true, groups)).toCommit();
    }

    /** A switch that has done nothing yet. */
    static JournalFixture opened(SwitchPlan plan) {
        return new JournalFixture(plan);
    }

    /** A switch the other way that was opened so many seconds later. */
    static JournalFixture back(String id, int seconds, GroupPlan... groups) {
        SwitchPlan there = plan(id, false, groups);
        return new JournalFixture(new SwitchPlan(
                id,
                TIME.plusSeconds(seconds),
                there.to(),
                there.from(),
                there.request(),
                there.preconditions(),
                there.groups(),
                false,
                List.of(),
                Admission.NONE));
    }

    static SwitchPlan plan(String id, boolean all, GroupPlan... groups) {
        List<String> names =
                all ? List.of() : Stream.of(groups).map(GroupPlan::group).toList();
        SwitchRequest request = Plans.request(Mode.PLANNED, new Selection(names, List.of()));
        return Plans.plan(id, request, List.of(), List.of(groups));
    }

    static GroupPlan group(String name, PartitionPlan... partitions) {
        boolean same =
                Stream.of(partitions).allMatch(p -> p.next() == null || p.next().equals(p.previous()));
        return new GroupPlan(name, same ? Verdict.UNCHANGED : Verdict.SWITCH, null, List.of(partitions));
    }

    static PartitionPlan partition(String topic, @Nullable Long previous, @Nullable Long next) {
        return new PartitionPlan(
                topic,
                topic,
                0,
                40L,
                TIME,
                previous,
                next,
                Confidence.EXACT,
                Method.PRESERVED,
                0L,
                0L,
                0L,
                "",
                null,
                false);
    }

    JournalFixture entry(Event event, @Nullable String step, Object detail) {
        JsonNode tree = CODEC.tree(detail);
        entries.add(new JournalEntry(
                plan.id(),
                entries.size(),
                plan.createdAt(),
                plan.from(),
                plan.to(),
                "ops@host, process 1",
                event,
                step,
                tree));
        return this;
    }

    JournalFixture fenced() {
        return entry(Event.STARTED, Fence.LABEL, Map.of()).entry(Event.DONE, Fence.LABEL, Map.of());
    }

    private JournalFixture toCommit() {
        List<OffsetList.Item> before = new ArrayList<>();
        plan.groups()
                .forEach(group -> group.partitions().stream()
                        .filter(p -> p.previous() != null)
                        .forEach(p -> before.add(new OffsetList.Item(group.group(), p.topic(), 0, p.previous(), ""))));
        List<String> existing = before.stream()
                .map(item -> String.valueOf(item.group()))
                .distinct()
                .toList();
        return fenced().entry(Event.DONE, TranslateAgain.LABEL, plan)
                .entry(Event.DONE, TakeSnapshot.LABEL, new Snapshot(existing, before))
                .entry(Event.STARTED, Commit.LABEL, OffsetList.NONE);
    }

    /** Where the target's logs ended. */
    JournalFixture ends(Map<String, Long> byTopic) {
        List<OffsetList.Item> items = new ArrayList<>();
        byTopic.forEach((topic, end) -> items.add(new OffsetList.Item(null, topic, 0, end, null)));
        return entry(Event.DONE, FailoverPoint.LABEL, new OffsetList(items));
    }

    JournalFixture denied(Denial... denials) {
        return entry(Event.STARTED, FenceProducers.LABEL, new Denial.Denials(List.of(denials)));
    }

    JournalFixture admitted(Denial... denials) {
        return entry(Event.STARTED, AdmitProducers.LABEL, new Denial.Denials(List.of(denials)))
                .entry(Event.DONE, AdmitProducers.LABEL, Map.of());
    }

    /** An undo that came to its end, which left some of it. */
    JournalFixture undone(TakenBack taken) {
        return entry(Event.UNDOING, null, Map.of())
                .entry(Event.STARTED, Undo.MIRRORS, taken)
                .entry(Event.DONE, Undo.MIRRORS, Map.of())
                .entry(Event.STARTED, Undo.PRODUCERS, Map.of())
                .entry(Event.DONE, Undo.PRODUCERS, Map.of())
                .entry(Event.CLOSED, null, Map.of("undo", "not in full"));
    }

    SwitchRecord record() {
        return new SwitchRecord(entries);
    }

    /** The journal of several switches. */
    static SwitchHistory history(JournalFixture... switches) {
        return new SwitchHistory(
                Stream.of(switches).flatMap(one -> one.entries.stream()).toList(), 0);
    }
}
