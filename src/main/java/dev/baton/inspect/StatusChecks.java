package dev.baton.inspect;

import dev.baton.config.FlowConfig;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.state.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The checks that need no more than how the flow and its groups stand. Pure.
 *
 * @param flow as configured
 */
record StatusChecks(StatusReport status, LagReport lag, GroupsReport groups, FlowView view, FlowConfig flow) {
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final Duration SKEW = Duration.ofSeconds(2);

    void check(Readiness readiness, Instant now) {
        reachability(readiness);
        mirror(readiness);
        behind(readiness);
        copies(readiness);
        groups(readiness);
        uncovered(readiness);
        offsets(readiness);
        clocks(readiness, now);
        state(readiness);
        TargetView target = view.target().orNull();
        if (target != null && target.foreign().exists()) {
            new MirrorMakerChecks(status, lag, view.source().orNull(), target, flow).check(readiness, now);
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
                    status.mirror().absence(),
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

    private void copies(Readiness readiness) {
        readiness.checking("copies");
        TargetView target = view.target().orNull();
        if (target != null) {
            target.lost()
                    .forEach((partition, what) -> readiness.add(
                            Severity.BLOCKER,
                            "copies",
                            partition + ": " + what,
                            "what was mirrored of it is gone, and a failover loses it",
                            "restart the mirror, which copies it anew or says what it needs"));
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

    private void uncovered(Readiness readiness) {
        List<String> uncovered = status.groups().uncovered();
        if (status.mirror().alive() != null && uncovered != null && !uncovered.isEmpty()) {
            readiness.add(
                    Severity.WARNING,
                    "groups",
                    "commits that the mirror has not seen: " + String.join(", ", uncovered),
                    "with the source gone nobody knows where these groups stood",
                    "wait for the mirror, which reads commits every second; see what it says");
        }
    }

    private void state(Readiness readiness) {
        TargetView target = view.target().orNull();
        int skipped = target == null ? 0 : target.state().skipped();
        if (skipped > 0) {
            readiness.add(
                    Severity.WARNING,
                    "state",
                    skipped + " records of what Baton keeps on the target are not understood, and not used",
                    "they are of a newer version, damaged, or somebody else's: what they say is not known",
                    "use one version of Baton everywhere; let nobody else write to its topics");
        }
    }

    /** What applications keep outside of Kafka goes by the source's offsets, as long as the target has the same. */
    private void offsets(Readiness readiness) {
        readiness.checking("offsets");
        TargetView target = view.target().orNull();
        if (target == null) {
            return;
        }
        for (Mark mark : target.state().marks().values()) {
            Long below = mark.keptBelow();
            if (below != null) {
                readiness.add(
                        Severity.WARNING,
                        "offsets",
                        mark.topic() + "-" + mark.partition() + " has the source's offsets below " + below
                                + " only, and is mapped since",
                        "offsets that applications keep outside of Kafka (Flink, Spark, sinks) are not valid there past it",
                        "translate them with baton translate --offsets, before the application starts on the target");
            }
            Long missing = mark.deletesMissingBelow();
            if (missing != null) {
                readiness.add(
                        Severity.WARNING,
                        "offsets",
                        mark.topic() + "-" + mark.partition() + ": deletes may be missing below source offset "
                                + missing,
                        "it stood still for longer than the source keeps deletes of a compacted topic: keys that were deleted"
                                + " there can be there on the target",
                        "delete the topic on the target and mirror it anew with baton mirror --remirror "
                                + mark.topic());
            }
        }
    }

    /** Marks carry the mirror's clock; one from the future shows that clocks differ. */
    private void clocks(Readiness readiness, Instant now) {
        readiness.checking("clocks");
        TargetView target = view.target().orNull();
        if (target == null) {
            return;
        }
        target.skew()
                .ifPresent(skew -> readiness.add(
                        Severity.WARNING,
                        "clocks",
                        StatusCalculator.skew(skew),
                        "ages and seconds behind are wrong by that",
                        "set the clocks, with NTP"));
        if (target.skew().isPresent()) {
            return;
        }
        Stream.concat(
                        target.state().marks().values().stream().map(Mark::time),
                        Stream.ofNullable(target.foreign().heartbeat()))
                .filter(time -> time.isAfter(now.plus(SKEW)))
                .max(Instant::compareTo)
                .ifPresent(time -> readiness.add(
                        Severity.WARNING,
                        "clocks",
                        "the mirror's clock is " + Duration.between(now, time).toSeconds() + " s ahead of this one",
                        "ages and seconds behind are wrong by that",
                        "set the clocks, with NTP"));
    }
}
