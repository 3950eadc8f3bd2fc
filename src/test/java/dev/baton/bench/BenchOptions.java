package dev.baton.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code scripts/bench mirror} was asked for. */
record BenchOptions(
        long records,
        long smallRecords,
        long tinyRecords,
        int partitions,
        int rounds,
        Set<Peer> mirrors,
        Duration limit) {
    static final String USAGE = """
            scripts/bench mirror [--records N] [--small-records N] [--tiny-records N] [--partitions N] [--rounds N]
                [--only MIRROR[,MIRROR]] [--limit SECONDS]
              --records N        records of 1 kB JSON, lz4; default 6000000, 0 leaves this set out
              --small-records N  records of 100 B, uncompressed; default 12000000, 0 leaves this set out
              --tiny-records N   records of 100 B, each a batch of its own; default 0
              --partitions N     of each topic; default 6
              --rounds N         each mirror so many times, in turn; each figure is the median; default 3
              --only MIRROR      run not all of them: baton, raw (bare batch copy without guarantees), mm2
              --limit SECONDS    for each mirror, set and round; default 240""";

    private static final String ONLY = "--only";
    private static final Map<String, Long> DEFAULTS = Map.of(
            "--records", 6_000_000L,
            "--small-records", 12_000_000L,
            "--tiny-records", 0L,
            "--partitions", 6L,
            "--rounds", 3L,
            "--limit", 240L);

    static BenchOptions parse(String[] arguments) {
        List<String> numbers = new ArrayList<>(List.of(arguments));
        Set<Peer> mirrors = EnumSet.allOf(Peer.class);
        int only = numbers.indexOf(ONLY);
        if (only >= 0) {
            if (only + 1 == numbers.size()) {
                throw new IllegalArgumentException(ONLY + " needs a value");
            }
            mirrors = Peer.parse(numbers.get(only + 1));
            numbers.subList(only, only + 2).clear();
        }
        Map<String, Long> options = NumberOptions.parse(numbers.toArray(String[]::new), DEFAULTS);
        return new BenchOptions(
                options.get("--records"),
                options.get("--small-records"),
                options.get("--tiny-records"),
                (int) Math.max(1, options.get("--partitions")),
                (int) Math.max(1, options.get("--rounds")),
                mirrors,
                Duration.ofSeconds(options.get("--limit")));
    }
}
