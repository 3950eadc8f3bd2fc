package dev.baton.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The resident set of one mirror over its life: it must not go on growing once the mirror has warmed up. */
record Footprint(List<Sample> samples) {
    /** No mirror may ever take more: its heap of 512 MB, and half of that beside it. */
    static final long LIMIT_MEGABYTES = 768;

    /** Who lived less than this may still be warming up: its growth says nothing. */
    static final long LONG_ENOUGH_SECONDS = 300;

    /** The median of the last third of a life over that of the middle one. */
    static final double MOST_GROWTH = 1.2;

    /** One look at the process. */
    record Sample(long ageSeconds, long megabytes) {}

    Footprint {
        samples = List.copyOf(samples);
    }

    /** Whether its growth says something. */
    boolean isOfALongLife() {
        return age() >= LONG_ENOUGH_SECONDS && median(1) > 0 && median(2) > 0;
    }

    /** How much it grew from the middle third of its life to the last; 1 where it is flat, or lived too shortly. */
    double growth() {
        return isOfALongLife() ? (double) median(2) / median(1) : 1;
    }

    long peak() {
        return samples.stream().mapToLong(Sample::megabytes).max().orElse(0);
    }

    /** What is wrong with it; empty where it is flat and within the limit. */
    Optional<String> complaint() {
        if (peak() > LIMIT_MEGABYTES) {
            return Optional.of(
                    String.format(Locale.ROOT, "a mirror took %,d MB, more than %,d MB", peak(), LIMIT_MEGABYTES));
        }
        return growth() <= MOST_GROWTH
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "a mirror that lived for %,d s grew from %,d MB in the middle third of its life to %,d MB in"
                                + " the last",
                        age(),
                        median(1),
                        median(2)));
    }

    private long age() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).ageSeconds();
    }

    /** Of one third of its life, counted from 0; 0 where nobody looked in that time. */
    private long median(int third) {
        long third0 = age() * third / 3;
        long third1 = age() * (third + 1) / 3;
        long[] sorted = samples.stream()
                .filter(sample -> sample.ageSeconds() > third0 && sample.ageSeconds() <= third1)
                .mapToLong(Sample::megabytes)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
