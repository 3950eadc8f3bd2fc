package dev.baton.bench;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/** The figures of all mirrors side by side, and Baton's as a multiple of each other one's. */
final class BenchTable {
    private static final Measurement NONE = new Measurement(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());

    private final StringBuilder text = new StringBuilder();
    private final Map<Peer, Measurement> byPeer;

    private BenchTable(Map<Peer, Measurement> byPeer) {
        this.byPeer = byPeer;
    }

    static String of(DataSet data, Map<Peer, Measurement> byPeer) {
        BenchTable table = new BenchTable(byPeer);
        table.text.append(String.format(
                Locale.ROOT, "%s: %,d records on %d partitions%n", data.title(), data.records(), data.partitions()));
        table.line("", "baton", "raw copy", "mirrormaker 2", "baton/raw", "baton/mm2");
        table.row("records/s", "%,.0f", Measurement::recordsPerSecond);
        table.row("first record after, s", "%.1f", Measurement::firstSeconds);
        table.row("last record after, s", "%.1f", Measurement::allSeconds);
        table.row("CPU of the process, s", "%.1f", Measurement::cpuSeconds);
        table.row("peak memory of it, MB", "%,.0f", Measurement::peakMegabytes);
        return table.text.toString();
    }

    /** Baton's rate where each record is a batch of its own, as a part of that with large batches; empty where one is missing. */
    static Optional<String> tinyToWellBatched(Map<DataSet, Map<Peer, Measurement>> results) {
        OptionalDouble ratio = ratio(rate(results, DataSet::isTiny), rate(results, DataSet::isSmall));
        return ratio.isPresent()
                ? Optional.of("baton, one record a batch to well batched, 100 B: " + show("%.2f", ratio))
                : Optional.empty();
    }

    private static OptionalDouble rate(Map<DataSet, Map<Peer, Measurement>> results, Predicate<DataSet> wanted) {
        return results.entrySet().stream()
                .filter(result -> wanted.test(result.getKey()))
                .map(result -> result.getValue().getOrDefault(Peer.BATON, NONE).recordsPerSecond())
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private void row(String label, String format, Function<Measurement, OptionalDouble> figure) {
        OptionalDouble ours = figureOf(Peer.BATON, figure);
        OptionalDouble raw = figureOf(Peer.RAW, figure);
        OptionalDouble mm2 = figureOf(Peer.MM2, figure);
        line(
                label,
                show(format, ours),
                show(format, raw),
                show(format, mm2),
                show("%.2f", ratio(ours, raw)),
                show("%.3f", ratio(ours, mm2)));
    }

    private OptionalDouble figureOf(Peer peer, Function<Measurement, OptionalDouble> figure) {
        return figure.apply(byPeer.getOrDefault(peer, NONE));
    }

    private static OptionalDouble ratio(OptionalDouble ours, OptionalDouble theirs) {
        return ours.isPresent() && theirs.orElse(0) > 0
                ? OptionalDouble.of(ours.getAsDouble() / theirs.getAsDouble())
                : OptionalDouble.empty();
    }

    private void line(String label, Object... cells) {
        text.append(String.format("  %-24s", label));
        for (Object cell : cells) {
            text.append(String.format(" %13s", cell));
        }
        text.append(System.lineSeparator());
    }

    private static String show(String format, OptionalDouble figure) {
        return figure.isPresent() ? String.format(Locale.ROOT, format, figure.getAsDouble()) : "unknown";
    }
}
