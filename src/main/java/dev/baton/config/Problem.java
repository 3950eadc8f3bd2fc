package dev.baton.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a configuration file.
 *
 * @param line counted from 1; null where the problem has none, as for a file that cannot be read
 * @param remedy what to change; null where the message says it already
 */
public record Problem(
        String file,
        @Nullable Integer line,
        String message,
        @Nullable String remedy) {

    /** {@code file:line: message (what to change)}. */
    @Override
    public String toString() {
        String place = line == null ? file : file + ":" + line;
        return place + ": " + message + (remedy == null ? "" : " (" + remedy + ")");
    }
}
