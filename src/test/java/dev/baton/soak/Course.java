package dev.baton.soak;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How much of one kind of memory a mirror took over its life. What it has in hand comes and goes; what it never lets go of
 * raises the floor, the least that it took in a while. That of the last third of its life must not be above that of the middle
 * one, in the first it warms up.
 */
record Course(List<Sample> samples) {
    /** Who lived less than this may still be warming up: its growth says nothing. */
    static final long LONG_ENOUGH_SECONDS = 300;

    /** One look at the process. */
    record Sample(long ageSeconds, double megabytes) {}

    Course {
        samples = List.copyOf(samples);
    }

    /** By what factor it grew; empty where it lived too shortly, or nobody looked in the middle of its life. */
    OptionalDouble growth() {
        OptionalDouble middle = middle();
        OptionalDouble last = last();
        return age() >= LONG_ENOUGH_SECONDS && middle.isPresent() && last.isPresent()
                ? OptionalDouble.of(last.getAsDouble() / middle.getAsDouble())
                : OptionalDouble.empty();
    }

    OptionalDouble middle() {
        return floor(1);
    }

    OptionalDouble last() {
        return floor(2);
    }

    double peak() {
        return samples.stream().mapToDouble(Sample::megabytes).max().orElse(0);
    }

    long age() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).ageSeconds();
    }

    /** Of one third of its life, counted from 0. */
    private OptionalDouble floor(int third) {
        long after = age() * third / 3;
        long until = age() * (third + 1) / 3;
        return samples.stream()
                .filter(sample -> sample.ageSeconds() > after && sample.ageSeconds() <= until)
                .mapToDouble(Sample::megabytes)
                .min();
    }
}
