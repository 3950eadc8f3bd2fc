package dev.baton.bench;

import dev.baton.testkit.JvmMemory;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What one mirror did with one data set; a figure that the machine does not give is empty.
 *
 * @param recordsPerSecond between the first record seen on the target and the last
 * @param firstSeconds from the start of the process to the first record on the target
 * @param allSeconds from the start of the process to the last record on the target
 * @param cpuSeconds of the mirror's process, start included
 * @param peakMegabytes resident set of the mirror's process
 */
record Measurement(
        OptionalDouble recordsPerSecond,
        OptionalDouble firstSeconds,
        OptionalDouble allSeconds,
        OptionalDouble cpuSeconds,
        OptionalDouble peakMegabytes) {
    private static final double MEGABYTE = 1 << 20;

    /** Of several rounds, each figure's median; of an even number, the lower one of both in the middle. */
    static Measurement median(List<Measurement> rounds) {
        return new Measurement(
                median(rounds, Measurement::recordsPerSecond),
                median(rounds, Measurement::firstSeconds),
                median(rounds, Measurement::allSeconds),
                median(rounds, Measurement::cpuSeconds),
                median(rounds, Measurement::peakMegabytes));
    }

    private static OptionalDouble median(List<Measurement> rounds, Function<Measurement, OptionalDouble> figure) {
        double[] known = rounds.stream()
                .map(figure)
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        return known.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(known[(known.length - 1) / 2]);
    }

    static OptionalDouble cpuSeconds(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .map(millis -> OptionalDouble.of(millis / 1e3))
                .orElse(OptionalDouble.empty());
    }

    static OptionalDouble peakMegabytes(ProcessHandle process) {
        return JvmMemory.mostResident(process).stream()
                .mapToDouble(bytes -> bytes / MEGABYTE)
                .findFirst();
    }
}
