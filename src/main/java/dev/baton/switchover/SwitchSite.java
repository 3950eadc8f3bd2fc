package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.StateLog;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Gathered;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The flow and the clusters that a switch works on.
 *
 * @param source null where nobody named one
 * @param targetLater the target once more, with a deadline of its own: for what can only be asked after a dead source has
 *     used up the first one
 * @param state what Baton keeps of the flow on the target, as far as it was read
 * @param journal of the target, as far as it was read
 * @param halt where the process dies, for tests
 * @param acceptUnreplicated whether the failover point of a log of the target may be one up to which it is not replicated
 */
public record SwitchSite(
        FlowConfig flow,
        @Nullable Cluster source,
        Cluster target,
        Cluster targetLater,
        StateLog state,
        JournalLog journal,
        Clock clock,
        Halt halt,
        boolean acceptUnreplicated) {

    /** A site of which nothing was read yet. */
    public static SwitchSite of(
            FlowConfig flow, @Nullable Cluster source, Cluster target, Cluster targetLater, Clock clock, Halt halt) {
        return new SwitchSite(
                flow, source, target, targetLater, new StateLog(flow.from()), new JournalLog(), clock, halt, false);
    }

    /** The same, for an operator who has decided what to do about logs that are not replicated. */
    public SwitchSite acceptUnreplicated(boolean accepted) {
        return new SwitchSite(flow, source, target, targetLater, state, journal, clock, halt, accepted);
    }

    /** The same clusters over other connections; what was read stays known. */
    public SwitchSite over(@Nullable Cluster otherSource, Cluster otherTarget) {
        return new SwitchSite(
                flow, otherSource, otherTarget, otherTarget, state, journal, clock, halt, acceptUnreplicated);
    }

    SwitchFacts gather(SwitchRequest request, boolean askSource) {
        return new FactsGatherer(this, askSource ? source : null).gather(request);
    }

    Cluster requireSource() {
        if (source == null) {
            throw BatonException.usage("a planned switch needs the source; add --source-bootstrap");
        }
        return source;
    }

    /** What the source has of the plan's topics that the target has not. */
    SwitchReport.Rpo rpo(SwitchPlan plan, SwitchFacts facts) {
        Gathered gathered = facts.translation().gathered();
        return rpo(plan, gathered.state(), gathered.sourceReachable());
    }

    /**
     * The same where nothing was gathered.
     *
     * @param seen what Baton keeps of the flow
     * @param askSource whether the source may answer; one that does not costs the deadline of a call
     */
    SwitchReport.Rpo rpo(SwitchPlan plan, FlowState seen, boolean askSource) {
        Map<TopicPartition, Long> commits = new PartitionMap<>();
        for (GroupPlan group : plan.groups()) {
            for (PartitionPlan p : group.partitions()) {
                Long committed = p.committed();
                if (committed != null) {
                    commits.merge(p.source(), committed, Math::max);
                }
            }
        }
        TreeSet<String> topics = new TreeSet<>(plan.topics());
        try {
            return RpoEstimate.of(seen, topics, askSource ? source : null, commits, clock);
        } catch (BatonException e) {
            return RpoEstimate.of(seen, topics, null, commits, clock);
        }
    }

    /** What a plan made now takes for granted. */
    Preconditions preconditions(SwitchFacts facts) {
        TreeSet<String> topics = new TreeSet<>();
        facts.translation()
                .translated()
                .forEach(item -> topics.add(item.target().topic()));
        return preconditions(topics, facts.translation().gathered().state().switched());
    }

    /** Who may write to the target again once a plan is carried out. */
    Admission admission(SwitchFacts facts, boolean takesAll, List<GroupPlan> groups) {
        return Admission.ask(targetLater, () -> journalOfSource(facts), journal.read(targetLater), takesAll, groups);
    }

    private SwitchHistory journalOfSource(SwitchFacts facts) {
        Gathered gathered = facts.translation().gathered();
        if (source == null || !gathered.sourceReachable()) {
            throw new BatonException(
                    FailureKind.UNREACHABLE,
                    "cluster " + flow.from() + ", which would have it in its journal, does not answer");
        }
        return SwitchHistory.read(source);
    }

    /** Refuses a plan where what it takes for granted is so no longer. */
    void requireStill(SwitchPlan plan) {
        Preconditions planned = plan.preconditions();
        Preconditions now =
                preconditions(planned.topicIds().keySet(), state.read(target).switched());
        requireSame(plan, now);
    }

    /** The same where that was asked for already. */
    static void requireSame(SwitchPlan plan, Preconditions now) {
        List<String> differences = plan.preconditions().differences(now);
        if (!differences.isEmpty()) {
            throw BatonException.refused(
                    "the plan of " + plan.createdAt() + " is stale: " + String.join("; ", differences),
                    "plan again, and look at what it would do");
        }
    }

    private Preconditions preconditions(Set<String> topics, SwitchedGeneration switched) {
        Map<String, String> ids = new TreeMap<>(targetLater.topics().ids(topics));
        return new Preconditions(targetLater.clusterId(), ids, switched.generation() == 0 ? null : switched.switchId());
    }

    /**
     * The same plan with what is known now. Only groups that were to go then go now, and none to less than was planned: the
     * operator has seen those numbers.
     */
    SwitchPlan planAgain(SwitchPlan before, SwitchFacts facts) {
        return planAgain(before, facts, before.request());
    }

    /** The same as another request plans it. */
    SwitchPlan planAgain(SwitchPlan before, SwitchFacts facts, SwitchRequest request) {
        Map<String, GroupPlan> fresh = new LinkedHashMap<>();
        new SwitchPlanner(request, facts).plan().forEach(group -> fresh.put(group.group(), group));
        List<GroupPlan> groups = new ArrayList<>();
        for (GroupPlan planned : before.groups()) {
            GroupPlan now = fresh.get(planned.group());
            boolean went = planned.verdict().goes();
            groups.add(went && now != null ? held(planned, now, facts) : planned);
            fresh.remove(planned.group());
        }
        if (before.request().wantsAll()) {
            fresh.values().forEach(group -> groups.add(newcomer(group)));
        }
        return before.with(groups);
    }

    /** All groups were asked for, and nobody has seen this one: it is not passed over in silence. */
    private static GroupPlan newcomer(GroupPlan group) {
        return new GroupPlan(
                group.group(),
                Verdict.REFUSED,
                "it has come since the plan was made; make a new one, or switch it by itself",
                group.partitions());
    }

    private static GroupPlan held(GroupPlan planned, GroupPlan now, SwitchFacts facts) {
        Map<TopicPartition, PartitionPlan> byPartition = new PartitionMap<>();
        planned.partitions().forEach(p -> byPartition.put(p.target(), p));
        Optional<String> difference = now.partitions().stream()
                .flatMap(p -> difference(now.group(), byPartition.get(p.target()), p, facts).stream())
                .findFirst();
        return difference.isPresent() && now.verdict().goes()
                ? new GroupPlan(
                        now.group(), Verdict.REFUSED, "the plan no longer holds: " + difference.get(), now.partitions())
                : now;
    }

    private static Optional<String> difference(
            String group, @Nullable PartitionPlan planned, PartitionPlan now, SwitchFacts facts) {
        if (isLower(planned, now)) {
            return Optional.of(
                    now.target() + " was planned higher than " + now.next() + ", which is all that is proved now");
        }
        Long previous = now.previous();
        if (planned == null || Objects.equals(planned.previous(), previous)) {
            return Optional.empty();
        }
        boolean own = previous != null && facts.isOwn(group, now.target(), previous);
        boolean done = previous != null && previous.equals(now.next());
        return own || done
                ? Optional.empty()
                : Optional.of(now.target() + " was committed at " + word(planned.previous())
                        + " on the target, and is at " + word(previous) + " now");
    }

    private static String word(@Nullable Long offset) {
        return offset == null ? "nothing" : offset.toString();
    }

    private static boolean isLower(@Nullable PartitionPlan planned, PartitionPlan now) {
        if (planned == null) {
            return false;
        }
        Long then = planned.next();
        Long next = now.next();
        return then != null && (next == null || next < then);
    }
}
