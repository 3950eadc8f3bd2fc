package dev.baton.inspect;

import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The checks that need no more than how the flow and its groups stand. Pure. */
record StatusChecks(StatusReport status, LagReport lag, GroupsReport groups, FlowView view) {
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final Duration SKEW = Duration.ofSeconds(2);

    void check(Readiness readiness, Instant now) {
        reachability(readiness);
        mirror(readiness);
        behind(readiness);
        groups(readiness);
        clocks(readiness, now);
        TargetView target = view.target().orNull();
        if (target != null && target.foreign().exists()) {
            mirrorMaker(target, readiness, now);
        }
    }

    private void reachability(Readiness readiness) {
        readiness.checking("reachability");
        if (!status.source().reachable()) {
            readiness.add(
                    Severity.WARNING,
                    "reachability",
                    "the source does not answer: " + status.source().failure(),
                    "a failover goes by what the target knows",
                    "baton switch --mode failover, if the source is gone for good");
        }
    }

    private void mirror(Readiness readiness) {
        readiness.checking("mirror");
        TargetView target = view.target().orNull();
        boolean foreign = target != null && target.foreign().exists();
        Boolean alive = status.mirror().alive();
        if (alive == null && !foreign) {
            readiness.add(
                    Severity.BLOCKER,
                    "mirror",
                    "nothing on the target tells of a mirror of this flow",
                    "there is nothing to fail over to",
                    "start baton mirror, or name the flow that MirrorMaker 2 runs with --from and --to");
        } else if (alive != null && !alive && status.source().reachable()) {
            readiness.add(
                    Severity.BLOCKER,
                    "mirror",
                    "no mirror process gave a sign of life since "
                            + status.mirror().lastBeat(),
                    "what is written to the source from now on is lost with it",
                    "start baton mirror");
        }
        status.faults()
                .forEach(fault -> readiness.add(
                        Severity.BLOCKER,
                        "mirror",
                        fault.topic() + "-" + fault.partition() + " is not mirrored any more: " + fault.reason(),
                        "its records are lost with the source",
                        "do what the reason says"));
    }

    private void behind(Readiness readiness) {
        readiness.checking("lag");
        for (LagReport.Item item : lag.items()) {
            Long seconds = item.secondsBehind();
            if (seconds != null && seconds > STALE.toSeconds()) {
                readiness.add(
                        Severity.WARNING,
                        "lag",
                        item.topic() + "-" + item.partition() + " is " + item.recordsBehind() + " records, " + seconds
                                + " s behind",
                        "these records are lost with the source",
                        "find out why the mirror does not keep up");
            }
        }
        long unknown =
                lag.items().stream().filter(i -> i.recordsBehind() == null).count();
        if (unknown > 0 && status.source().reachable()) {
            readiness.add(
                    Severity.WARNING,
                    "lag",
                    "of " + unknown + " partitions it is not known how far they are mirrored",
                    "what a failover would lose there is not known",
                    "baton inspect lag tells which, and why");
        }
    }

    private void groups(Readiness readiness) {
        readiness.checking("groups");
        for (GroupsReport.Item item : groups.items()) {
            Outlook outlook = item.outlook();
            if (outlook == Outlook.ACTIVE_ON_TARGET) {
                finding(readiness, Severity.BLOCKER, item, "a switch refuses it", "stop it on the target");
            } else if (outlook == Outlook.UNKNOWN) {
                finding(
                        readiness,
                        Severity.BLOCKER,
                        item,
                        "a switch refuses it, since nothing is proved for " + item.unknown() + " partitions",
                        "wait for the mirror, or decide with --unknown");
            } else if (outlook == Outlook.READY && item.atMost() > 0) {
                finding(
                        readiness,
                        Severity.WARNING,
                        item,
                        "it reads at most " + (item.rereadAtMost() == null ? "unknown" : item.rereadAtMost())
                                + " records again",
                        "baton mirror --groups-only carries offsets over exactly");
            } else if (outlook == Outlook.NOT_CARRIED
                    || outlook == Outlook.EXCLUDED
                    || item.groupKind() == GroupKind.SIMPLE
                    || item.groupKind() == GroupKind.STREAMS) {
                finding(readiness, Severity.NOTE, item, "it needs a hand of its own at a failover", "see the fact");
            }
        }
    }

    private static void finding(
            Readiness readiness, Severity severity, GroupsReport.Item item, String consequence, String remedy) {
        String kind =
                item.groupKind() == null ? "" : " (" + item.groupKind().name().toLowerCase(Locale.ROOT) + ")";
        String fact = "group " + item.group() + kind + (item.reason() == null ? "" : ": " + item.reason());
        readiness.add(severity, "groups", fact, consequence, remedy);
    }

    /** Marks carry the mirror's clock; one from the future shows that clocks differ. */
    private void clocks(Readiness readiness, Instant now) {
        readiness.checking("clocks");
        TargetView target = view.target().orNull();
        if (target == null) {
            return;
        }
        target.state().marks().values().stream()
                .map(Mark::time)
                .filter(time -> time.isAfter(now.plus(SKEW)))
                .max(Instant::compareTo)
                .ifPresent(time -> readiness.add(
                        Severity.WARNING,
                        "clocks",
                        "the mirror's clock is " + Duration.between(now, time).toSeconds() + " s ahead of this one",
                        "ages and seconds behind are wrong by that",
                        "set the clocks, with NTP"));
    }

    private void mirrorMaker(TargetView target, Readiness readiness, Instant now) {
        readiness.checking("mirrormaker2");
        Instant beat = target.foreign().heartbeat();
        if (beat != null && Duration.between(beat, now).compareTo(STALE) > 0) {
            readiness.add(
                    Severity.BLOCKER,
                    "mirrormaker2",
                    "MirrorMaker 2 copied no heartbeat since " + beat,
                    "it does not copy data either",
                    "look at its log, and restart it");
        }
        boolean syncsHere = target.topics().stream().anyMatch(topic -> topic.startsWith("mm2-offset-syncs"));
        if (!syncsHere) {
            readiness.add(
                    Severity.WARNING,
                    "mirrormaker2",
                    "MirrorMaker 2 keeps its offset syncs on the source",
                    "with the source gone only its checkpoints are left, which are minutes old and less exact",
                    "set offset-syncs.topic.location=target");
        }
        target.foreign().checkpoints().forEach(log -> checkpoints(log, target, readiness));
    }

    /** KAFKA-12468 and KAFKA-12635: offsets that were counted on past a sync, or copied as they were. */
    private static void checkpoints(CheckpointLog log, TargetView target, Readiness readiness) {
        List<GroupCheckpoint> beyond = log.latest().values().stream()
                .filter(checkpoint -> {
                    var end = target.ends().get(checkpoint.partition());
                    Long known = end == null ? null : end.orNull();
                    return known != null && checkpoint.downstreamOffset() > known;
                })
                .toList();
        if (!beyond.isEmpty()) {
            GroupCheckpoint one = beyond.get(0);
            readiness.add(
                    Severity.BLOCKER,
                    "mirrormaker2",
                    beyond.size() + " checkpoints lie past the target's log, as of group " + one.group() + " at "
                            + one.partition() + ": " + one.downstreamOffset(),
                    "KAFKA-12468 or KAFKA-12635, or a topic was made anew: sync.group.offsets would lose records",
                    "upgrade MirrorMaker 2 to 3.8 or later; translate with Baton, which ignores these");
        }
        if (log.skipped() > 0) {
            readiness.add(
                    Severity.NOTE,
                    "mirrormaker2",
                    log.topic() + " holds " + log.skipped() + " records that are no checkpoints of a known version",
                    "they are not used",
                    "find out who wrote them");
        }
    }
}
