package dev.baton.inspect;

import dev.baton.inspect.StatusReport.Fault;
import dev.baton.inspect.StatusReport.GroupCover;
import dev.baton.inspect.StatusReport.Mirroring;
import dev.baton.inspect.StatusReport.Progress;
import dev.baton.inspect.StatusReport.Side;
import dev.baton.inspect.StatusReport.Switched;
import dev.baton.inspect.StatusReport.Verdict;
import dev.baton.mirrormaker.ForeignMirror;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a flow's status comes to, and what deserves attention. Pure. */
final class StatusVerdict {
    private StatusVerdict() {}

    /** The target alone knows, and does not answer. */
    static StatusReport unknown(Side source, Side target) {
        return new StatusReport(
                source,
                target,
                Verdict.UNKNOWN,
                new Mirroring(null, null, List.of()),
                new Progress(null, null, null, null, null, null, null),
                new GroupCover(null, null, null),
                List.of(),
                null,
                List.of("the target does not answer, and it alone knows how far the flow is"));
    }

    static StatusReport decide(
            Side source,
            Side target,
            ForeignMirror foreign,
            Set<String> sources,
            Mirroring mirror,
            Progress progress,
            GroupCover groups,
            List<Fault> faults,
            @Nullable Instant commitsHeldSince,
            @Nullable String wentOver,
            @Nullable String skew,
            @Nullable Switched switched) {
        List<String> findings = findings(source, mirror, progress, groups, faults);
        if (commitsHeldSince != null) {
            findings.add("commits of groups wait since " + commitsHeldSince
                    + " for records of the flow: groups.consistency is flow");
        }
        Verdict verdict = verdict(source, foreign, mirror, findings, switched);
        Stream.of(Optional.ofNullable(wentOver), Optional.ofNullable(skew))
                .flatMap(Optional::stream)
                .forEach(findings::add);
        if (mirror.alive() == null && !foreign.exists()) {
            findings.add("nothing on " + target.alias() + " tells of a mirror from " + source.alias()
                    + (sources.isEmpty() ? "" : "; flows found there: from " + String.join(", ", sources)));
        }
        if (foreign.exists()) {
            findings.add("MirrorMaker 2 mirrors into " + target.alias() + ": checkpoints of "
                    + foreign.groups().size()
                    + " groups, last heartbeat "
                    + (foreign.heartbeat() == null
                            ? "unknown"
                            : foreign.heartbeat().toString()));
        }
        foreign.unread().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(topic -> findings.add(
                        "not read: " + topic.getKey() + ": " + topic.getValue().getMessage()));
        return new StatusReport(source, target, verdict, mirror, progress, groups, faults, switched, findings);
    }

    private static Verdict verdict(
            Side source, ForeignMirror foreign, Mirroring mirror, List<String> findings, @Nullable Switched switched) {
        if (switched != null) {
            return Verdict.SWITCHED;
        }
        if (mirror.alive() == null) {
            return foreign.exists() ? Verdict.MIRRORMAKER2 : Verdict.NOT_MIRRORED;
        }
        if (!source.reachable()) {
            return Verdict.SOURCE_UNREACHABLE;
        }
        if (!mirror.alive()) {
            return Verdict.MIRROR_STOPPED;
        }
        return findings.isEmpty() ? Verdict.MIRRORING : Verdict.DEGRADED;
    }

    private static List<String> findings(
            Side source, Mirroring mirror, Progress progress, GroupCover groups, List<Fault> faults) {
        List<String> findings = new ArrayList<>();
        for (Fault fault : faults) {
            findings.add(fault.topic() + "-" + fault.partition() + " stopped: " + fault.reason());
        }
        if (mirror.alive() == null) {
            return findings;
        }
        if (source.reachable() && !mirror.alive()) {
            findings.add(mirror.absence());
        }
        if (source.reachable() && progress.unknown() != null && progress.unknown() > 0) {
            findings.add("of " + progress.unknown() + " partitions it is not known how far they are mirrored");
        }
        List<String> uncovered = groups.uncovered();
        if (uncovered != null && !uncovered.isEmpty()) {
            findings.add("commits not yet seen by the mirror: " + String.join(", ", uncovered));
        }
        if (!source.reachable()
                && mirror.alive()
                && mirror.processes().stream().anyMatch(p -> p.alive() && p.sourceReachable())) {
            findings.add("the mirror reaches the source, this machine does not: this may be the network's fault here");
        }
        return findings;
    }
}
