package dev.baton.switchover;

import java.util.Optional;

/**
 * What tells one process from all others, on Linux. Neither its number nor the host's name does: containers and clones of a
 * machine share both, and numbers are used again.
 *
 * @param boot {@code /proc/sys/kernel/random/boot_id}: this start of this machine
 * @param namespace inode of {@code /proc/self/ns/pid}: among which processes its number was given; containers of one machine
 *     differ here alone
 * @param ticks when it started, in clock ticks since the boot: field 22 of {@code /proc/PID/stat}
 */
public record Birth(String boot, String namespace, long ticks) {

    String text() {
        return boot + "/" + namespace + "/" + ticks;
    }

    /** The inverse of {@link #text}; empty for another text. */
    static Optional<Birth> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Birth(parts[0], parts[1], Long.parseLong(parts[2])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
