package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

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

    static OptionalDouble cpuSeconds(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .map(millis -> OptionalDouble.of(millis / 1e3))
                .orElse(OptionalDouble.empty());
    }

    /** The kernel's high water mark, which Linux alone has in a file. */
    static OptionalDouble peakMegabytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
