package dev.baton.soak;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What {@code scripts/soak} was asked for. */
record SoakOptions(long seed, int minutes, int everySeconds, int brokers, int rate) {
    static final String USAGE = """
            scripts/soak [--minutes N] [--every SECONDS] [--seed N] [--brokers 1|3] [--rate N]
              --minutes N      how long; default 60
              --every SECONDS  between two faults; default 20
              --seed N         replays the faults of a run; default random, and printed
              --brokers N      of each cluster; default 3
              --rate N         plain records a second, a fifth of it in transactions on each of two topics; default 1000""";

    static SoakOptions parse(String[] arguments) {
        Map<String, Long> given = new TreeMap<>(Map.of(
                "--minutes",
                60L,
                "--every",
                20L,
                "--seed",
                (long) new Random().nextInt(1_000_000),
                "--brokers",
                3L,
                "--rate",
                1_000L));
        for (int i = 0; i < arguments.length; i += 2) {
            if (!given.containsKey(arguments[i])) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
            if (i + 1 == arguments.length || !arguments[i + 1].matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(arguments[i] + " takes a number");
            }
            given.put(arguments[i], Long.valueOf(arguments[i + 1]));
        }
        return new SoakOptions(
                given.get("--seed"),
                given.get("--minutes").intValue(),
                given.get("--every").intValue(),
                given.get("--brokers").intValue(),
                Math.max(1, given.get("--rate").intValue()));
    }
}
