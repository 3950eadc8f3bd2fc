package dev.baton.render;

import dev.baton.cluster.ClusterDescription;
import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillReport.Environment;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Result;
import dev.baton.drill.DrillReport.Sample;
import dev.baton.drill.DrillReport.Unit;
import dev.baton.render.DrillPage.Bar;
import dev.baton.render.DrillPage.Fact;
import dev.baton.render.DrillPage.Figure;
import dev.baton.render.DrillPage.GroupRow;
import dev.baton.render.DrillPage.LagRow;
import dev.baton.render.DrillPage.LimitRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a rehearsal's report to the texts of its page. Pure. */
final class DrillPages {
    private static final String UNKNOWN = "unknown";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Map<String, String> STEPS = Map.of(
            "observe", "the mirror's lag was watched",
            "translate", "from the target alone: where each group goes on",
            "commit", "of these offsets, for shadow groups",
            "read-back", "of what was committed",
            "first-records", "until the slowest group had its first record",
            "compare", "records of the target with those of the source",
            "clean-up", "the shadow groups were removed");

    private static final Map<String, String> LIMITS = Map.of(
            "max-rpo", "records that would have been lost",
            "max-rpo-time", "age of the oldest of them",
            "max-rto", "time until every group reads",
            "max-reread", "records that a group reads again");

    private final DrillReport report;

    private DrillPages(DrillReport report) {
        this.report = report;
    }

    static DrillPage of(String from, String to, DrillReport report) {
        DrillPages pages = new DrillPages(report);
        return new DrillPage(
                report.id(),
                from,
                to,
                TIME.format(report.begunAt()),
                report.passed(),
                pages.verdict(),
                pages.reasons(),
                pages.figures(),
                report.limits().stream().map(DrillPages::limit).toList(),
                pages.timeline(),
                pages.lagUnknown(),
                report.lag().stream().map(DrillPages::look).toList(),
                report.groups().stream()
                        .sorted(Comparator.comparing((Group group) -> rank(group.result())))
                        .map(DrillPages::group)
                        .toList(),
                pages.environment());
    }

    private static int rank(Result result) {
        return switch (result) {
            case FAILED -> 0;
            case UNKNOWN -> 1;
            case PASSED -> 2;
        };
    }

    private long passed() {
        return report.groups().stream()
                .filter(group -> group.result() == Result.PASSED)
                .count();
    }

    private String verdict() {
        int groups = report.groups().size();
        if (groups == 0) {
            return "There was no group to rehearse with.";
        }
        if (!report.passed()) {
            return "A failover at this moment would not have gone as it should.";
        }
        return (groups == 1 ? "The group" : "All " + number(groups) + " groups")
                + " would have gone on at the right record"
                + (report.limits().isEmpty() ? "." : ", and every limit was kept.");
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        long failed = count(Result.FAILED);
        long unknown = count(Result.UNKNOWN);
        if (failed > 0) {
            reasons.add(number(failed) + " of " + number(report.groups().size())
                    + " groups would have skipped records, read other ones, or more again than was stated");
        }
        if (unknown > 0) {
            reasons.add("of " + number(unknown) + " of "
                    + number(report.groups().size()) + " groups it is not known where they go on");
        }
        for (Limit limit : report.limits()) {
            if (!limit.kept()) {
                reasons.add(
                        LIMITS.getOrDefault(limit.name(), limit.name()) + ": " + amount(limit.measured(), limit.unit())
                                + ", allowed " + amount(limit.allowed(), limit.unit()));
            }
        }
        return reasons;
    }

    private long count(Result result) {
        return report.groups().stream()
                .filter(group -> group.result() == result)
                .count();
    }

    private List<Figure> figures() {
        long reread = report.groups().stream().mapToLong(Group::reread).max().orElse(0);
        long compared = report.groups().stream().mapToLong(Group::compared).sum();
        long skipped = report.groups().stream().mapToLong(Group::skipped).sum();
        int groups = report.groups().size();
        return List.of(
                new Figure(
                        "Groups that passed",
                        number(passed()) + " of " + number(groups),
                        number(compared) + " records compared",
                        passed() == groups && groups > 0 ? "good" : "bad"),
                figure("Time to recovery (RTO)", "max-rto", millis(report.rtoMillis())),
                figure("Lost at most (RPO)", "max-rpo", amount(report.rpoRecords(), Unit.RECORDS)),
                figure("Lost at most, in time", "max-rpo-time", amount(report.rpoSeconds(), Unit.SECONDS)),
                figure("Read again, by one group", "max-reread", amount(reread, Unit.RECORDS)),
                new Figure("Skipped", amount(skipped, Unit.RECORDS), "none is allowed", skipped == 0 ? "good" : "bad"));
    }

    private Figure figure(String name, String limit, String value) {
        return report.limits().stream()
                .filter(known -> known.name().equals(limit))
                .findFirst()
                .map(known -> new Figure(
                        name,
                        value,
                        "allowed: " + amount(known.allowed(), known.unit()),
                        known.kept() ? "good" : "bad"))
                .orElse(new Figure(name, value, "no limit given", "plain"));
    }

    private static LimitRow limit(Limit limit) {
        return new LimitRow(
                "--" + limit.name(),
                LIMITS.getOrDefault(limit.name(), ""),
                amount(limit.allowed(), limit.unit()),
                amount(limit.measured(), limit.unit()),
                limit.kept());
    }

    private List<Bar> timeline() {
        double whole = Math.max(
                1,
                report.steps().stream()
                        .mapToLong(step -> step.atMillis() + step.millis())
                        .max()
                        .orElse(1));
        return report.steps().stream()
                .map(step -> new Bar(
                        step.step(),
                        STEPS.getOrDefault(step.step(), ""),
                        millis(step.atMillis()),
                        millis(step.millis()),
                        percent(step.atMillis() / whole),
                        percent(step.millis() / whole),
                        step.inRto()))
                .toList();
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.3f", 100 * part);
    }

    private String lagUnknown() {
        boolean known = report.lag().stream().map(Sample::records).anyMatch(Objects::nonNull);
        return known
                ? ""
                : "Nobody marks on the target how far each of these partitions is mirrored, so this is not known.";
    }

    private static LagRow look(Sample sample) {
        return new LagRow(
                CLOCK.format(sample.at()),
                sample.records() == null ? UNKNOWN : number(sample.records()),
                sample.seconds() == null ? UNKNOWN : number(sample.seconds()));
    }

    private static GroupRow group(Group group) {
        Long bound = group.rereadAtMost();
        return new GroupRow(
                group.group(),
                group.result().name().toLowerCase(Locale.ROOT),
                group.result() == Result.PASSED ? "good" : group.result() == Result.FAILED ? "bad" : "warn",
                number(group.partitions()),
                number(group.compared()),
                number(group.skipped()),
                number(group.reread()),
                bound == null ? UNKNOWN : number(bound),
                bound == null || group.reread() <= bound,
                number(group.unmirrored()),
                group.millis() == null ? UNKNOWN : millis(group.millis()),
                group.reason() == null ? "" : group.reason());
    }

    private List<Fact> environment() {
        Environment where = report.environment();
        return List.of(
                new Fact("Drill", report.id()),
                new Fact("Begun", time(report.begunAt())),
                new Fact("Ended", time(report.endedAt())),
                new Fact("By", where.by()),
                new Fact("Source", cluster(where.source())),
                new Fact("Target", cluster(where.target())),
                new Fact("Compared", "at most " + number(where.recordsCompared()) + " records in each partition"),
                new Fact("Baton", where.version() + ", Java " + where.java()));
    }

    private static String cluster(ClusterDescription cluster) {
        return cluster.alias() + ", cluster id " + cluster.clusterId() + ", " + cluster.brokers()
                + (cluster.brokers() == 1 ? " broker" : " brokers") + ", metadata.version "
                + (cluster.metadataVersion() == null ? UNKNOWN : cluster.metadataVersion());
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static String amount(@Nullable Long value, Unit unit) {
        if (value == null) {
            return UNKNOWN;
        }
        return switch (unit) {
            case RECORDS -> number(value) + (value == 1 ? " record" : " records");
            case SECONDS -> number(value) + " s";
            case MILLISECONDS -> millis(value);
        };
    }

    private static String millis(long millis) {
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%,.1f s", millis / 1e3);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
