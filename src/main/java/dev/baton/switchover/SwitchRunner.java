package dev.baton.switchover;

import dev.baton.failure.BatonException;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan step by step; for one run.
 *
 * <p>Each step is journaled before and after. The mirrors are stopped before anything is translated for good: what they
 * copied until then counts, and what they would copy afterwards could land behind the applications' own records.
 */
final class SwitchRunner {
    private final SwitchSite site;
    private final Journal journal;
    private final Consumer<String> progress;
    private final Mirrors mirrors;
    private final Applied applied;
    private final List<StepReport> steps = new ArrayList<>();
    private final Instant begun;
    private SwitchPlan plan;
    private SwitchFacts facts;
    private @Nullable BatonException failure;
    private @Nullable Long rtoMillis;
    private long generation;

    SwitchRunner(
            SwitchSite site,
            Journal journal,
            SwitchPlan plan,
            SwitchFacts facts,
            Instant begun,
            Consumer<String> progress) {
        this.site = site;
        this.journal = journal;
        this.progress = progress;
        this.plan = plan;
        this.facts = facts;
        this.begun = begun;
        this.mirrors = new Mirrors(site.target(), plan.from(), site.clock());
        this.applied = new Applied(site.target());
    }

    /** Runs all steps, or those up to the first that fails. */
    Execution run() {
        for (SwitchStep step : SwitchStep.of(plan.request().mode())) {
            if (!runJournaled(step)) {
                break;
            }
        }
        SwitchReport report = new Reporting(plan, applied.failures(), failure != null)
                .executed(steps, site.rpo(plan, facts), rtoMillis);
        journaled(() -> journal.closed(report));
        return Execution.of(report, failure, plan);
    }

    private boolean runJournaled(SwitchStep step) {
        Instant start = site.clock().instant();
        progress.accept(step.label());
        try {
            journal.started(step, intent(step));
            Done done = run(step);
            journal.done(step, done.journaled());
            steps.add(report(step, done.skipped() ? StepResult.SKIPPED : StepResult.DONE, start, done.said()));
            return true;
        } catch (BatonException e) {
            failure = e;
            String reason = String.valueOf(e.getMessage());
            steps.add(report(step, StepResult.FAILED, start, reason));
            journaled(() -> journal.failed(step, reason));
            return false;
        }
    }

    /** Once a step has failed, the operator must get the report even where the journal cannot be written any more. */
    private void journaled(Runnable entry) {
        try {
            entry.run();
        } catch (BatonException e) {
            if (failure == null) {
                throw e;
            }
            progress.accept("the journal was not written: " + e.getMessage());
        }
    }

    private StepReport report(SwitchStep step, StepResult result, Instant start, String detail) {
        long millis = Duration.between(start, site.clock().instant()).toMillis();
        return new StepReport(step.label(), result, millis, detail);
    }

    /** What a step came to: for the report, and for the journal. */
    private record Done(String said, Object journaled, boolean skipped) {
        static Done of(String said) {
            return new Done(said, Map.of(), false);
        }
    }

    /** What is written to the journal before a step: the offsets to commit, so that a crash cannot hide them. */
    private Object intent(SwitchStep step) {
        return step instanceof SwitchStep.Commit ? toCommit() : Map.of();
    }

    private Done run(SwitchStep step) {
        if (step instanceof SwitchStep.Drain) {
            return drain();
        }
        if (step instanceof SwitchStep.Fence) {
            return fence();
        }
        if (step instanceof SwitchStep.AwaitMirrors) {
            return awaitMirrors();
        }
        if (step instanceof SwitchStep.FailoverPoint) {
            return failoverPoint();
        }
        if (step instanceof SwitchStep.TranslateAgain) {
            return translateAgain();
        }
        if (step instanceof SwitchStep.Snapshot) {
            return snapshot();
        }
        return step instanceof SwitchStep.Commit ? commit() : readBack();
    }

    private Done drain() {
        TreeSet<String> targets = new TreeSet<>();
        plan.going().forEach(group -> group.partitions().forEach(p -> targets.add(p.topic())));
        DrainWait wait = new DrainWait(site.requireSource(), site.target(), plan.from(), site.clock());
        return Done.of(wait.await(plan.topics(), targets, journal::alive));
    }

    private Done fence() {
        if (!facts.isBatonFlow()) {
            return new Done("no Baton mirror; stop MirrorMaker 2 by hand before producers start here", Map.of(), true);
        }
        SwitchedGeneration before = facts.translation().gathered().state().switched();
        SwitchedGeneration next = Mirrors.next(before, plan, site.clock().instant());
        mirrors.write(next);
        generation = next.generation();
        return new Done("generation " + next.generation(), Map.of("generation", next, "before", before), false);
    }

    private Done awaitMirrors() {
        if (!facts.isBatonFlow()) {
            return new Done("no Baton mirror", Map.of(), true);
        }
        int live = mirrors.awaitAcknowledged(generation, journal::alive);
        return Done.of(live == 0 ? "no live mirror" : live + " acknowledged");
    }

    private Done failoverPoint() {
        TreeSet<String> sources = new TreeSet<>(plan.topics());
        List<TopicPartition> partitions = new ArrayList<>();
        facts.translation().gathered().targetLogs().keySet().forEach(partition -> {
            if (sources.stream().anyMatch(topic -> isMirrorOf(topic, partition))) {
                partitions.add(partition);
            }
        });
        List<OffsetList.Item> ends = new ArrayList<>();
        site.target()
                .offsets()
                .logEnd(partitions)
                .forEach(
                        (p, end) -> ends.add(new OffsetList.Item(null, p.topic(), p.partition(), end.orThrow(), null)));
        return new Done(ends.size() + " log ends", new OffsetList(ends), false);
    }

    private boolean isMirrorOf(String sourceTopic, TopicPartition target) {
        TopicPartition source = new TopicPartition(sourceTopic, target.partition());
        return facts.translation().gathered().targetOf(source).equals(target);
    }

    private Done translateAgain() {
        SwitchPlan before = plan;
        facts = site.gather(plan.request(), facts.translation().gathered().sourceReachable());
        plan = site.planAgain(before, facts);
        long going = plan.going().size();
        return Done.of(going + " of " + plan.groups().size() + " groups");
    }

    private Done snapshot() {
        List<OffsetList.Item> items = new ArrayList<>();
        for (GroupPlan group : plan.going()) {
            facts.commitsOf(group.group())
                    .forEach((p, commit) -> items.add(new OffsetList.Item(
                            group.group(), p.topic(), p.partition(), commit.offset(), commit.metadata())));
        }
        return new Done(items.size() + " commits of the target", new OffsetList(items), false);
    }

    private OffsetList toCommit() {
        List<OffsetList.Item> items = new ArrayList<>();
        for (GroupPlan group : plan.going()) {
            Applied.changes(group)
                    .forEach((p, commit) -> items.add(new OffsetList.Item(
                            group.group(), p.topic(), p.partition(), commit.offset(), commit.metadata())));
        }
        return new OffsetList(items);
    }

    private Done commit() {
        List<GroupPlan> changing = plan.groups().stream()
                .filter(group -> group.verdict() == Verdict.SWITCH)
                .toList();
        int partitions = applied.commit(changing);
        return Done.of(partitions + " offsets of " + changing.size() + " groups");
    }

    private Done readBack() {
        int right = applied.readBack(plan.going());
        rtoMillis = Duration.between(begun, site.clock().instant()).toMillis();
        return Done.of(right + " offsets are as they should be");
    }
}
