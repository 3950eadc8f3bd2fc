package dev.baton.switchover;

import dev.baton.failure.BatonException;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.translate.Gathered;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code baton switch}: prepares a plan, shows what it would do, runs it. */
public final class Switchover {
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final SwitchSite gathering;
    private final SwitchSite acting;

    /**
     * For one flow.
     *
     * @param gathering with one deadline for all that is asked before the plan
     * @param acting with a deadline for each call
     */
    public Switchover(SwitchSite gathering, SwitchSite acting) {
        this.gathering = gathering;
        this.acting = acting;
    }

    /** A plan with what it was made from. */
    public static final class Prepared {
        private final SwitchPlan plan;
        private final SwitchFacts facts;
        private final Instant begun;

        Prepared(SwitchPlan plan, SwitchFacts facts, Instant begun) {
            this.plan = plan;
            this.facts = facts;
            this.begun = begun;
        }

        public SwitchPlan plan() {
            return plan;
        }

        /** Whom it lets write again, in words; nothing where no earlier switch has shut anybody out. */
        public Optional<String> admits() {
            return plan.admission().words(plan.to());
        }

        /** What was asked of both clusters. */
        public Gathered gathered() {
            return facts.translation().gathered();
        }
    }

    /** Asks both clusters and plans. Changes nothing. */
    public Prepared prepare(SwitchRequest request) {
        Instant begun = gathering.clock().instant();
        Hooks.check(request);
        SwitchFacts facts = gathering.gather(request, true);
        List<GroupPlan> groups = new SwitchPlanner(request, facts).plan();
        boolean takesAll = facts.takesAll(request, groups);
        SwitchPlan plan = new SwitchPlan(
                newId(begun),
                begun,
                gathering.flow().from(),
                gathering.flow().to(),
                request,
                gathering.preconditions(facts),
                groups,
                takesAll,
                List.copyOf(facts.flowTopics()),
                gathering.admission(facts, takesAll, groups));
        return new Prepared(plan, facts, begun);
    }

    /** Asks both clusters what has become of a plan that was made earlier; refuses one that is stale. Changes nothing. */
    public Prepared prepare(SwitchPlan saved) {
        if (!saved.from().equals(gathering.flow().from())
                || !saved.to().equals(gathering.flow().to())) {
            throw BatonException.usage("the plan is for " + saved.from() + " to " + saved.to() + ", not for "
                    + gathering.flow().from() + " to " + gathering.flow().to());
        }
        Instant begun = gathering.clock().instant();
        SwitchFacts facts = gathering.gather(saved.request(), true);
        SwitchSite.requireSame(saved, gathering.preconditions(facts));
        List<GroupPlan> groups = gathering.planAgain(saved, facts).groups();
        boolean takesAll = facts.takesAll(saved.request(), groups);
        SwitchPlan plan = new SwitchPlan(
                newId(begun),
                saved.createdAt(),
                saved.from(),
                saved.to(),
                saved.request(),
                saved.preconditions(),
                groups,
                takesAll,
                List.copyOf(facts.flowTopics()),
                gathering.admission(facts, takesAll, groups));
        return new Prepared(plan, facts, begun);
    }

    /** What a plan would do. */
    public Execution preview(Prepared prepared) {
        SwitchReport report = Reporting.preview(prepared.plan(), gathering.rpo(prepared.plan(), prepared.facts));
        return Execution.of(report, null, prepared.plan());
    }

    /**
     * Runs a plan; with no group to switch it does nothing at all, and it refuses where another switch has run since it was
     * made.
     *
     * @param directory for the journal's copy
     * @param by who runs it, for the journal
     * @param progress told of each step
     */
    public Execution execute(Prepared prepared, Path directory, Operator by, Consumer<String> progress) {
        SwitchPlan plan = prepared.plan();
        if (plan.going().isEmpty()) {
            return preview(prepared);
        }
        List<Hook> hooks = plan.request().hooks();
        new LocalHooks(directory, plan.id()).keep(hooks);
        SwitchPlan journaled = plan.journaled();
        try (Journal journal = Journal.open(acting, directory, journaled, by)) {
            journal.orGiveWay(() -> acting.requireStill(plan));
            SwitchRun run = new SwitchRun(acting, journal, journaled, prepared.facts, prepared.begun, false);
            return new SwitchRunner(run, hooks, progress).run(SwitchSteps.of(plan.request()));
        }
    }

    /**
     * Goes on with a switch that was killed, or that stopped at a step. Up to the first commit all is asked and proved once
     * more; from there on the journaled plan is carried out as it is, which needs the target alone.
     *
     * @param given the hooks, if the operator gave them again; else they have to be in the directory
     */
    public Execution resume(
            String id, Optional<List<Hook>> given, Path directory, Operator by, Consumer<String> progress) {
        SwitchHistory history = acting.journal().read(acting.target());
        SwitchRecord seen = history.require(id, acting.target().alias());
        SwitchPlan opened = seen.plan()
                .orElseThrow(() -> BatonException.usage("the journal does not hold the plan of switch " + id));
        if (isOver(seen)) {
            return reported(seen, opened);
        }
        requireResumable(history, seen);
        List<Hook> hooks =
                new LocalHooks(directory, id).forResume(id, opened.request().hooks(), given);
        // a dead source must not use up its deadline while the flow is held
        SwitchFacts facts = seen.committedPlan().isPresent() ? null : gathering.gather(opened.request(), true);
        try (Journal journal = Journal.again(acting, directory, seen, JournalEntry.Event.RESUMED, by)) {
            SwitchRecord record = journal.history().require(id, acting.target().alias());
            if (isOver(record)) {
                journal.gaveWay("another run came to the end");
                return reported(record, opened);
            }
            journal.orGiveWay(() -> requireResumable(journal.history(), record));
            return goOn(record, opened, hooks, journal, facts, progress);
        }
    }

    private Execution goOn(
            SwitchRecord record,
            SwitchPlan opened,
            List<Hook> hooks,
            Journal journal,
            @Nullable SwitchFacts facts,
            Consumer<String> progress) {
        Optional<SwitchPlan> committed = record.committedPlan();
        SwitchRequest request = opened.request().with(hooks);
        List<SwitchStep> steps = committed.isPresent() ? SwitchSteps.fromCommit(request) : SwitchSteps.of(request);
        SwitchRun run = new SwitchRun(
                acting,
                journal,
                committed.orElse(opened),
                committed.isPresent() ? null : facts,
                record.openedAt(),
                true);
        return new SwitchRunner(run, hooks, progress).run(steps);
    }

    private static boolean isOver(SwitchRecord record) {
        return record.isWhole() && record.isClosed() && !record.isUndoing();
    }

    private static Execution reported(SwitchRecord record, SwitchPlan opened) {
        return Execution.of(record.report().orElseThrow(), null, opened);
    }

    private static void requireResumable(SwitchHistory history, SwitchRecord record) {
        if (record.isUndoing()) {
            throw BatonException.refused(
                    "switch " + record.id() + " was undone, or is being undone",
                    "make a new switch, or go on undoing with: baton switch undo " + record.id() + " --execute");
        }
        history.after(record).stream().findFirst().ifPresent(later -> {
            throw BatonException.refused(
                    "switch " + later.id() + " has run since", "look at both with: baton switch list");
        });
    }

    static String newId(Instant now) {
        byte[] random = new byte[2];
        new SecureRandom().nextBytes(random);
        return ID_TIME.format(now) + "-" + HexFormat.of().formatHex(random);
    }
}
