package dev.baton.render;

import dev.baton.inspect.StatusReport;
import dev.baton.inspect.StatusReport.GroupCover;
import dev.baton.inspect.StatusReport.MirrorProcess;
import dev.baton.inspect.StatusReport.Progress;
import dev.baton.inspect.StatusReport.Side;
import dev.baton.inspect.StatusReport.Switched;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows the status of a flow on one screen. */
public final class StatusView implements View<StatusReport> {
    private static final String UNKNOWN = "unknown";

    @Override
    public String kind() {
        return "Status";
    }

    @Override
    public List<Block> blocks(StatusReport report) {
        List<Object> lines = new ArrayList<>();
        lines.add(toned("Verdict", verdict(report), tone(report)));
        lines.add(side("Source", report.source()));
        lines.add(side("Target", report.target()));
        lines.add(line("Mirror", mirror(report)));
        lines.add(line("Behind", behind(report)));
        lines.add(line("Partitions", partitions(report.progress())));
        lines.add(line("Groups", groups(report.groups())));
        lines.add(line("Switched", report.target().reachable() ? switched(report.switched()) : UNKNOWN));
        if (report.findings().isEmpty()) {
            return List.of(new Block.Lines(lines));
        }
        List<Object> findings = report.findings().stream()
                .map(text -> (Object) new Block.Toned("! " + text, Block.Tone.WARN))
                .toList();
        return List.of(new Block.Lines(lines), new Block.Lines(findings));
    }

    @Override
    public Csv csv(StatusReport report) {
        Progress progress = report.progress();
        return new Csv(
                List.of(
                        "from",
                        "to",
                        "verdict",
                        "sourceReachable",
                        "targetReachable",
                        "mirrorAlive",
                        "partitions",
                        "recordsBehind",
                        "secondsBehind",
                        "asOf",
                        "groupsCovered",
                        "faults"),
                List.of(Block.row(
                        report.source().alias(),
                        report.target().alias(),
                        report.verdict(),
                        report.source().reachable(),
                        report.target().reachable(),
                        report.mirror().alive(),
                        progress.partitions(),
                        progress.recordsBehind(),
                        progress.secondsBehind(),
                        progress.asOf(),
                        report.groups().covered(),
                        report.target().reachable() ? (Object) report.faults().size() : null)));
    }

    private static String verdict(StatusReport report) {
        String to = report.target().alias();
        return switch (report.verdict()) {
            case MIRRORING -> "mirroring, no faults";
            case DEGRADED -> "mirroring, but not all of it";
            case MIRROR_STOPPED -> "the mirror does not run; start it with: baton mirror";
            case SOURCE_UNREACHABLE ->
                "the source does not answer; groups can go on at " + to + ": baton switch --mode failover";
            case SWITCHED -> "switched: groups live on " + to;
            case MIRRORMAKER2 -> "mirrored by MirrorMaker 2";
            case NOT_MIRRORED -> "nothing on " + to + " tells of this flow";
            case UNKNOWN -> "unknown: the target does not answer";
        };
    }

    private static Block.Tone tone(StatusReport report) {
        return switch (report.verdict()) {
            case MIRRORING, SWITCHED, MIRRORMAKER2 -> Block.Tone.GOOD;
            case DEGRADED, MIRROR_STOPPED, NOT_MIRRORED -> Block.Tone.WARN;
            case SOURCE_UNREACHABLE, UNKNOWN -> Block.Tone.BAD;
        };
    }

    private static Object side(String label, Side side) {
        String id = side.clusterId() == null ? "" : ", id " + side.clusterId();
        return side.reachable()
                ? line(label, side.alias() + ", reachable" + id)
                : toned(label, side.alias() + ", UNREACHABLE: " + side.failure(), Block.Tone.BAD);
    }

    private static String mirror(StatusReport report) {
        Boolean alive = report.mirror().alive();
        if (alive == null) {
            return report.target().reachable() ? "none of Baton's" : UNKNOWN;
        }
        if (!alive) {
            Instant last = report.mirror().lastBeat();
            return last == null ? "not running, ended in good order" : "not running, last sign of life " + time(last);
        }
        return report.mirror().processes().stream()
                .filter(MirrorProcess::alive)
                .map(MirrorProcess::member)
                .collect(Collectors.joining(", ", "alive: ", ""));
    }

    private static String behind(StatusReport report) {
        Progress progress = report.progress();
        if (progress.recordsBehind() == null) {
            return UNKNOWN;
        }
        String seen = report.source().reachable() ? "" : ", when last seen at " + time(progress.asOf());
        return "at most " + progress.recordsBehind() + " records, "
                + (progress.secondsBehind() == null ? "time unknown" : progress.secondsBehind() + " s") + seen;
    }

    private static String partitions(Progress progress) {
        if (progress.partitions() == null) {
            return UNKNOWN;
        }
        if (progress.preserved() == null) {
            return progress.partitions() + ", lag of " + progress.unknown() + " unknown";
        }
        String unknown = Objects.equals(progress.unknown(), 0) ? "" : ", lag of " + progress.unknown() + " unknown";
        return progress.partitions() + ": " + progress.preserved() + " preserved, " + progress.mapped() + " mapped"
                + unknown;
    }

    private static String groups(GroupCover groups) {
        if (groups.covered() == null) {
            return groups.uncovered() == null ? UNKNOWN : groups.uncovered().size() + " on the source, none covered";
        }
        String uncovered = groups.uncovered() == null || groups.uncovered().isEmpty()
                ? ""
                : ", " + groups.uncovered().size() + " not yet";
        return groups.covered() + " covered" + uncovered
                + (groups.asOf() == null ? "" : ", commits as of " + time(groups.asOf()));
    }

    private static String switched(@Nullable Switched switched) {
        if (switched == null) {
            return "no";
        }
        String what = switched.allGroups() ? "all groups" : String.join(", ", switched.groups());
        return what + " at " + time(switched.at()) + " by switch " + switched.switchId();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? UNKNOWN : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Object toned(String label, String text, Block.Tone tone) {
        return new Block.Toned(line(label, text), tone);
    }

    private static String line(String label, String text) {
        return String.format("%-12s%s", label, text);
    }
}
