package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.StateLog;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import dev.baton.switchover.UndoReport.Group;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code baton switch undo}: takes a switch back, whether it came to its end or not. The target's commits become what the
 * snapshot says, whom it let write there is shut out again, then the mirrors may go on, then the producers may write again.
 *
 * <p>Groups that cannot be restored stay on the target, and with them what they consume: not mirrored, and closed to the
 * producers of the source. Where that is every group nothing changes at all.
 *
 * <p>Each part may be done again after a crash. What was decided is journaled before the mirrors go on, since from then on
 * their records and commits cannot be told from those of applications.
 */
public final class Undo {
    /** What the id of a switch ends with where its undoing wrote the generation. */
    public static final String SUFFIX = "-undo";

    /** The parts, as they are journaled. */
    static final String OFFSETS = "undo-offsets";

    static final String ADMISSION = "undo-admission";
    static final String MIRRORS = "undo-mirrors";
    static final String PRODUCERS = "undo-producers";
    private static final Set<String> PARTS = Set.of(OFFSETS, ADMISSION, MIRRORS, PRODUCERS);

    private final SwitchSite site;
    private final String id;
    private final boolean allowRewind;
    private final List<StepReport> steps = new ArrayList<>();

    /**
     * For one switch.
     *
     * @param allowRewind whether progress that consumers have made since is taken back as well
     */
    public Undo(SwitchSite site, String id, boolean allowRewind) {
        this.site = site;
        this.id = id;
        this.allowRewind = allowRewind;
    }

    /** Whether a journaled step is a part of taking back. */
    static boolean isPart(String step) {
        return PARTS.contains(step);
    }

    /** What it would do. */
    public UndoReport preview() {
        SwitchRecord record = find(site.journal().read(site.target()));
        if (record.isUndone()) {
            return asItWas(record, false);
        }
        requireNotTurnedRound(record);
        UndoPlanner planner = new UndoPlanner(new UndoGatherer(site).gather(record), allowRewind);
        return new UndoReport(id, false, planner.groups(), planner.topicsLeft(), List.of());
    }

    /** Does it; of a switch that was taken back before only the report is given. */
    public UndoReport execute(Path directory, Operator by) {
        SwitchHistory seen = site.journal().read(site.target());
        if (find(seen).isUndone()) {
            return asItWas(find(seen), true);
        }
        requireLast(seen, find(seen));
        try (Journal journal = Journal.again(site, directory, find(seen), Event.UNDOING, by)) {
            SwitchHistory history = journal.history();
            journal.orGiveWay(() -> {
                requireLast(history, find(history));
                requireNotTurnedRound(find(history));
            });
            UndoReport report = takeBack(journal, history, find(history));
            if (report.steps().isEmpty()) {
                journal.gaveWay("every group is refused");
            } else {
                journal.undone(report.whole());
            }
            return report;
        }
    }

    private UndoReport takeBack(Journal journal, SwitchHistory history, SwitchRecord record) {
        UndoFacts facts = new UndoGatherer(site).gather(record);
        UndoPlanner planner = new UndoPlanner(facts, allowRewind);
        List<String> topicsLeft = planner.topicsLeft();
        List<Group> groups = planner.groups();
        if (letsGo(groups)) {
            groups = restore(journal, record, groups);
        }
        if (letsGo(groups)) {
            TakenBack taken = TakenBack.of(groups, topicsLeft, facts.switched(), facts.sources());
            Release release = new Release(record, taken.left(), history.others(record), history.givenUpBefore(record));
            List<Denial> closed = taken.closed(record.admitted(), facts.sources());
            if (!closed.isEmpty()) {
                step(journal, ADMISSION, Map.of(), () -> shutOut(closed));
            }
            step(journal, MIRRORS, taken, () -> tell(journal, record, release));
            step(journal, PRODUCERS, Map.of(), () -> allow(release));
        }
        return new UndoReport(id, true, groups, topicsLeft, steps);
    }

    /** Whether something comes back at all: a switch that changed no group yet, or a group that does not stay. */
    private static boolean letsGo(List<Group> groups) {
        return groups.isEmpty() || !groups.stream().allMatch(Group::stays);
    }

    private List<Group> restore(Journal journal, SwitchRecord record, List<Group> groups) {
        Restoration restoration = new Restoration(site.target().groups(), record.snapshot());
        return step(
                journal,
                OFFSETS,
                Map.of(),
                () -> restoration.restore(groups, () -> {
                    site.halt().reached(OFFSETS, "middle");
                    journal.requireHeld();
                }));
    }

    private <T> T step(Journal journal, String label, Object intent, Supplier<T> part) {
        Instant begun = site.clock().instant();
        site.halt().reached(label, "begin");
        journal.undoing(label, intent);
        site.halt().reached(label, "started");
        T done = part.get();
        site.halt().reached(label, "ran");
        journal.undid(label);
        site.halt().reached(label, "done");
        long millis = Duration.between(begun, site.clock().instant()).toMillis();
        steps.add(new StepReport(label, StepResult.DONE, millis, ""));
        return done;
    }

    private UndoReport asItWas(SwitchRecord record, boolean executed) {
        List<Group> groups = record.takenBack().map(TakenBack::groups).orElse(List.of());
        return new UndoReport(id, executed, groups, List.of(), List.of());
    }

    /**
     * A failback has made what this switch moved the source of a flow back: the mirror of the one would copy what that of the
     * other copies, round and round.
     */
    private void requireNotTurnedRound(SwitchRecord record) {
        FlowState back = record.endsTheFlow() ? flowBack(record) : FlowState.none(record.to());
        Claim claim = record.claim();
        FlowState away = new StateLog(record.from()).read(site.target());
        UndoGatherer.sources(record, away).values().stream()
                .filter(claim::coversTopic)
                .filter(topic -> back.marks().values().stream()
                        .anyMatch(mark -> mark.targetTopic().equals(topic)
                                && !back.switched().coversTopic(mark.topic())))
                .min(Comparator.naturalOrder())
                .ifPresent(topic -> {
                    throw BatonException.refused(
                            "the flow was turned round since: topic " + topic + " of " + record.from()
                                    + " is mirrored from " + record.to(),
                            "bring it back with a switch: baton switch --mode planned --all-groups --from "
                                    + record.to() + " --to " + record.from());
                });
    }

    /** Nothing comes back to a cluster that does not answer, and once it does its mirror looks itself. */
    private FlowState flowBack(SwitchRecord record) {
        Cluster source = site.source();
        try {
            return source == null ? FlowState.none(record.to()) : new StateReader(source).read(record.to());
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
            return FlowState.none(record.to());
        }
    }

    private SwitchRecord find(SwitchHistory history) {
        return history.require(id, site.target().alias());
    }

    private static void requireLast(SwitchHistory history, SwitchRecord record) {
        Set<String> groups = record.groupsMoved();
        for (SwitchRecord later : history.after(record)) {
            Set<String> both = later.groupsMoved();
            both.retainAll(groups);
            if (!both.isEmpty()) {
                throw BatonException.refused(
                        "switch " + later.id() + " has switched some of the same groups since, as "
                                + both.iterator().next(),
                        "undo that one first: baton switch undo " + later.id());
            }
        }
    }

    private long tell(Journal journal, SwitchRecord record, Release release) {
        Mirrors mirrors = new Mirrors(site.target(), new StateLog(record.from()), site.clock());
        SwitchedGeneration now = mirrors.switched();
        SwitchedGeneration next = release.from(now, site.clock().instant());
        if (next.generation() != now.generation()) {
            mirrors.write(next, journal::requireHeld);
        }
        return next.generation();
    }

    private int shutOut(List<Denial> denials) {
        denials.forEach(denial -> site.target().writeDenials().denyWrite(denial.principal(), denial.topic()));
        return denials.size();
    }

    private int allow(Release release) {
        List<Denial> denials = release.denials();
        for (Denial denial : denials) {
            site.requireSource().writeDenials().removeDenial(denial.principal(), denial.topic());
        }
        return denials.size();
    }
}
