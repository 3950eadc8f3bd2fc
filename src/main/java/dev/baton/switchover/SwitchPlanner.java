package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.config.GroupsConsistency;
import dev.baton.state.TurnPoint;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.switchover.SwitchPlan.PartitionPlan;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Confidence;
import dev.baton.translate.LogRange;
import dev.baton.translate.Method;
import dev.baton.translate.Translated;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** From facts to a plan. Pure. */
final class SwitchPlanner {
    private final SwitchRequest request;
    private final SwitchFacts facts;
    private final Coverage coverage;

    SwitchPlanner(SwitchRequest request, SwitchFacts facts) {
        this.request = request;
        this.facts = facts;
        this.coverage = new Coverage(facts, request.selection());
    }

    /** One plan a group, in order; groups that were named but never committed included. */
    List<GroupPlan> plan() {
        Map<String, List<Translated>> byGroup = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>(request.selection().groups());
        facts.translation().translated().forEach(item -> names.add(String.valueOf(item.group())));
        names.addAll(facts.unanswered().keySet());
        names.forEach(name -> byGroup.put(name, new ArrayList<>()));
        for (Translated item : facts.translation().translated()) {
            byGroup.computeIfAbsent(String.valueOf(item.group()), name -> new ArrayList<>())
                    .add(item);
        }
        return byGroup.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .toList();
    }

    private GroupPlan group(String group, List<Translated> items) {
        List<PartitionPlan> partitions = Stream.concat(
                        items.stream().map(item -> partition(group, item)),
                        coverage.open(group, items).stream().map(this::uncovered))
                .toList();
        String unanswered = facts.unanswered().get(group);
        if (unanswered != null) {
            return new GroupPlan(group, Verdict.UNKNOWN, unanswered, partitions);
        }
        Optional<String> refusal = refusal(group, partitions);
        if (refusal.isPresent()) {
            return new GroupPlan(group, Verdict.REFUSED, refusal.get(), partitions);
        }
        if (partitions.isEmpty()) {
            String other = facts.translation().gathered().leftOut().get(group);
            String reason = other == null ? "no commit of it is known" : other;
            return new GroupPlan(group, Verdict.UNKNOWN, "nothing to translate: " + reason, partitions);
        }
        if (request.unknowns() instanceof Unknowns.Refuse || request.unknowns() instanceof Unknowns.At) {
            List<PartitionPlan> unknown =
                    partitions.stream().filter(p -> p.next() == null).toList();
            if (!unknown.isEmpty()) {
                return new GroupPlan(group, Verdict.UNKNOWN, unknownReason(unknown), partitions);
            }
        }
        boolean same =
                partitions.stream().allMatch(p -> p.next() == null || p.next().equals(p.previous()));
        return new GroupPlan(group, same ? Verdict.UNCHANGED : Verdict.SWITCH, null, partitions);
    }

    private static String unknownReason(List<PartitionPlan> unknown) {
        return unknown.size() + " partitions are unknown, as " + unknown.get(0).target() + ": "
                + unknown.get(0).reason() + "; --unknown earliest, at=TIME or skip decides for them";
    }

    /** Why the group must not be switched now; empty where nothing speaks against it. */
    private Optional<String> refusal(String group, List<PartitionPlan> partitions) {
        GroupDescription onTarget = facts.onTarget().get(group);
        if (onTarget != null && onTarget.isActive()) {
            return Optional.of("active on the target: " + Members.of(onTarget));
        }
        if (onTarget != null && onTarget.type() == GroupType.SHARE) {
            return Optional.of("on the target a share group has its name, which keeps no committed offsets");
        }
        GroupDescription onSource = facts.onSource().get(group);
        boolean waits = request.fencing().waitMillis() > 0;
        if (onSource != null && onSource.isActive() && !waits) {
            return Optional.of("active on the source: " + Members.of(onSource)
                    + "; stop them first, or wait for that with --wait");
        }
        if (isTorn(group)) {
            return Optional.of(
                    "a Streams application that works exactly once, and its transactions do not span clusters: a part of the"
                            + " last ones may be missing here, its outputs or its commits; --i-know switches it as it is");
        }
        Optional<String> twice = request.acceptReread()
                ? Optional.empty()
                : partitions.stream().flatMap(p -> readTwice(p).stream()).findFirst();
        if (twice.isPresent() || request.allowRewind()) {
            return twice;
        }
        List<PartitionPlan> foreign =
                partitions.stream().filter(p -> isForeign(group, p)).toList();
        if (foreign.isEmpty()) {
            return Optional.empty();
        }
        PartitionPlan first = foreign.get(0);
        return Optional.of("the group has made progress on the target: " + first.target() + " is committed at "
                + first.previous() + ", this switch would put " + first.next()
                + (foreign.size() > 1 ? ", and " + (foreign.size() - 1) + " more" : "")
                + "; --allow-rewind overwrites it");
    }

    /**
     * Whether the group's last transactions may be mirrored in part. A planned switch waits for the records of its topics, and
     * then for the commits; commits of the mirror that waits for the flow's records are never ahead of them.
     */
    private boolean isTorn(String group) {
        boolean together = facts.translation().gathered().flow().following().consistency() == GroupsConsistency.FLOW
                && !facts.translation().gathered().sourceReachable();
        return request.mode() == Mode.FAILOVER
                && !request.acceptTorn()
                && !together
                && facts.exactlyOnce().contains(group);
    }

    /** The records that only the target held lie before the group as they were, and behind them as a salvage wrote them. */
    private Optional<String> readTwice(PartitionPlan partition) {
        TurnPoint turn = facts.translation().gathered().state().turns().get(partition.source());
        Long committed = partition.committed();
        return turn != null && committed != null && turn.salvaged() > 0 && turn.isBehind(committed)
                ? Optional.of(partition.target() + ": the group stands before the failover point and would read "
                        + turn.salvaged()
                        + " salvaged records twice; --accept-reread takes that, or turn the flow round"
                        + " with baton failback --rebuild")
                : Optional.empty();
    }

    /**
     * A commit that nobody but the group itself can have made. MirrorMaker 2 leaves no record of what it commits; it only
     * goes forward, so there a commit behind the new one is taken for its own.
     */
    private boolean isForeign(String group, PartitionPlan partition) {
        Long previous = partition.previous();
        Long next = partition.next();
        if (previous == null || next == null || previous.equals(next)) {
            return false;
        }
        if (facts.isOwn(group, partition.target(), previous)) {
            return false;
        }
        return facts.isBatonFlow() || previous > next;
    }

    private PartitionPlan partition(String group, Translated item) {
        CommittedOffset previous = facts.commitsOf(group).get(item.target());
        Long known = item.translation().targetOrNull();
        Long next = known != null ? Long.valueOf(back(item.target(), known)) : decided(item.target());
        boolean decided = known == null && next != null;
        long rewound = known == null || next == null ? 0 : known - next;
        return new PartitionPlan(
                item.source().topic(),
                item.target().topic(),
                item.target().partition(),
                item.standing().committed(),
                item.standing().asOf(),
                previous == null ? null : Long.valueOf(previous.offset()),
                next,
                decided || rewound > 0 ? Confidence.AT_MOST : item.confidence(),
                decided ? methodOfDecision() : item.method(),
                decided ? decidedReread(item.target(), next) : plus(item.rereadAtMost(), rewound),
                item.rereadIfCommitsUnseen(),
                item.answer().unmirrored(),
                item.standing().metadata(),
                item.reason(),
                facts.translation().gathered().isCopy(item.source()));
    }

    /** A partition that only the user's decision can give an offset. */
    private PartitionPlan uncovered(Coverage.Open open) {
        Long next = decided(open.target());
        return new PartitionPlan(
                open.source().topic(),
                open.target().topic(),
                open.target().partition(),
                null,
                null,
                null,
                next,
                next == null ? Confidence.UNKNOWN : Confidence.AT_MOST,
                next == null ? null : methodOfDecision(),
                decidedReread(open.target(), next),
                null,
                null,
                "",
                "the group has no commit there, so that its auto.offset.reset would decide",
                facts.translation().gathered().isCopy(open.source()));
    }

    private long back(TopicPartition target, long offset) {
        return facts.rewinds().getOrDefault(new Rewinds.Place(target, offset), offset);
    }

    private static @Nullable Long plus(@Nullable Long reread, long rewound) {
        return reread == null ? null : Long.valueOf(reread + rewound);
    }

    private Method methodOfDecision() {
        return request.unknowns() instanceof Unknowns.Earliest ? Method.START : Method.TIMESTAMP;
    }

    /** What the user decided for an unknown partition; null where that gives no offset. */
    private @Nullable Long decided(TopicPartition target) {
        LogRange log = facts.translation().gathered().targetLogs().get(target);
        if (log == null) {
            return null;
        }
        if (request.unknowns() instanceof Unknowns.Earliest) {
            return log.start();
        }
        return request.unknowns() instanceof Unknowns.At ? facts.offsetsAtTime().get(target) : null;
    }

    /** A time of the user's bounds nothing. */
    private @Nullable Long decidedReread(TopicPartition target, @Nullable Long next) {
        LogRange log = facts.translation().gathered().targetLogs().get(target);
        boolean earliest = request.unknowns() instanceof Unknowns.Earliest;
        return earliest && log != null && next != null ? Long.valueOf(log.end() - next) : null;
    }
}
