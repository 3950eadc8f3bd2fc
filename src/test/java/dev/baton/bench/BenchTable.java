package dev.baton.bench;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The figures of both mirrors side by side, and Baton's as a multiple of MirrorMaker 2's. */
final class BenchTable {
    private final StringBuilder text = new StringBuilder();
    private final Measurement baton;
    private final Measurement mm2;

    private BenchTable(Map<String, Measurement> byMirror) {
        Measurement none = new Measurement(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        this.baton = byMirror.getOrDefault("baton", none);
        this.mm2 = byMirror.getOrDefault("mm2", none);
    }

    static String of(DataSet data, Map<String, Measurement> byMirror) {
        BenchTable table = new BenchTable(byMirror);
        table.text.append(String.format(
                Locale.ROOT, "%s: %,d records on %d partitions%n", data.title(), data.records(), data.partitions()));
        table.text.append(String.format("  %-28s %14s %14s %10s%n", "", "baton", "mirrormaker 2", "baton/mm2"));
        table.row("records/s", "%,.0f", Measurement::recordsPerSecond);
        table.row("first record after, s", "%.1f", Measurement::firstSeconds);
        table.row("last record after, s", "%.1f", Measurement::allSeconds);
        table.row("CPU of the mirror, s", "%.1f", Measurement::cpuSeconds);
        table.row("peak memory of it, MB", "%,.0f", Measurement::peakMegabytes);
        return table.text.toString();
    }

    private void row(String label, String format, Function<Measurement, OptionalDouble> figure) {
        OptionalDouble ours = figure.apply(baton);
        OptionalDouble theirs = figure.apply(mm2);
        OptionalDouble ratio = ours.isPresent() && theirs.orElse(0) > 0
                ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
        text.append(String.format(
                "  %-28s %14s %14s %10s%n", label, show(format, ours), show(format, theirs), show("%.2f", ratio)));
    }

    private static String show(String format, OptionalDouble figure) {
        return figure.isPresent() ? String.format(Locale.ROOT, format, figure.getAsDouble()) : "unknown";
    }
}
