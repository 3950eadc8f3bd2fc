package dev.baton.bench;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What {@code scripts/bench mirror} was asked for. */
record BenchOptions(
        long records, long smallRecords, long tinyRecords, int partitions, Set<Peer> mirrors, Duration limit) {
    static final String USAGE = """
            scripts/bench mirror [--records N] [--small-records N] [--tiny-records N] [--partitions N] [--only MIRROR[,MIRROR]] [--limit SECONDS]
              --records N        records of 1 kB JSON, lz4; default 3000000, 0 leaves this set out
              --small-records N  records of 100 B, uncompressed; default 6000000, 0 leaves this set out
              --tiny-records N   records of 100 B, each a batch of its own; default 0
              --partitions N     of each topic; default 6
              --only MIRROR      run not all of them: baton, raw (bare batch copy without guarantees), mm2
              --limit SECONDS    for each mirror and set; default 240""";

    static BenchOptions parse(String[] arguments) {
        BenchOptions options =
                new BenchOptions(3_000_000, 6_000_000, 0, 6, EnumSet.allOf(Peer.class), Duration.ofSeconds(240));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value");
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private BenchOptions with(String name, String value) {
        return switch (name) {
            case "--records" ->
                new BenchOptions(number(name, value), smallRecords, tinyRecords, partitions, mirrors, limit);
            case "--small-records" ->
                new BenchOptions(records, number(name, value), tinyRecords, partitions, mirrors, limit);
            case "--tiny-records" ->
                new BenchOptions(records, smallRecords, number(name, value), partitions, mirrors, limit);
            case "--partitions" ->
                new BenchOptions(
                        records, smallRecords, tinyRecords, (int) Math.max(1, number(name, value)), mirrors, limit);
            case "--limit" ->
                new BenchOptions(
                        records,
                        smallRecords,
                        tinyRecords,
                        partitions,
                        mirrors,
                        Duration.ofSeconds(number(name, value)));
            case "--only" -> new BenchOptions(records, smallRecords, tinyRecords, partitions, Peer.parse(value), limit);
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }

    private static long number(String name, String value) {
        if (!value.matches("[0-9]{1,12}")) {
            throw new IllegalArgumentException(name + " takes a number, not " + value);
        }
        return Long.parseLong(value);
    }
}
