package dev.baton.switchover;

import dev.baton.translate.Gathered;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Consumer;

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

        /** What was asked of both clusters. */
        public Gathered gathered() {
            return facts.translation().gathered();
        }
    }

    /** Asks both clusters and plans. Changes nothing. */
    public Prepared prepare(SwitchRequest request) {
        Instant begun = gathering.clock().instant();
        SwitchFacts facts = gathering.gather(request, true);
        SwitchPlan plan = new SwitchPlan(
                newId(begun),
                begun,
                gathering.flow().from(),
                gathering.flow().to(),
                request,
                new SwitchPlanner(request, facts).plan());
        return new Prepared(plan, facts, begun);
    }

    /** Asks both clusters what has become of a plan that was made earlier. Changes nothing. */
    public Prepared prepare(SwitchPlan saved) {
        Instant begun = gathering.clock().instant();
        SwitchFacts facts = gathering.gather(saved.request(), true);
        SwitchPlan again = gathering.planAgain(saved, facts);
        SwitchPlan plan = new SwitchPlan(
                newId(begun), saved.createdAt(), saved.from(), saved.to(), saved.request(), again.groups());
        return new Prepared(plan, facts, begun);
    }

    /** What a plan would do. */
    public Execution preview(Prepared prepared) {
        SwitchReport report = Reporting.preview(prepared.plan(), gathering.rpo(prepared.plan(), prepared.facts));
        return Execution.of(report, null, prepared.plan());
    }

    /**
     * Runs a plan; with no group to switch it does nothing at all.
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
        try (Journal journal =
                Journal.open(acting.target(), acting.flow().replicationFactor(), directory, plan, by, acting.clock())) {
            return new SwitchRunner(acting, journal, plan, prepared.facts, prepared.begun, progress).run();
        }
    }

    private static String newId(Instant now) {
        byte[] random = new byte[2];
        new SecureRandom().nextBytes(random);
        return ID_TIME.format(now) + "-" + HexFormat.of().formatHex(random);
    }
}
