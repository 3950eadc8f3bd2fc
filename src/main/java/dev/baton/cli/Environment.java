package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around it: everything that is not an argument, so that a command is a function of both.
 *
 * @param variables environment variables
 * @param directory where relative paths start
 * @param out data, and nothing else
 * @param err talk
 * @param talk what {@code err} writes to, and all else that writes to standard error
 * @param terminal whether a person looks at {@code out}
 * @param columns how wide that person's terminal is; {@link Integer#MAX_VALUE} without one
 */
public record Environment(
        Map<String, String> variables,
        Path directory,
        PrintWriter out,
        PrintWriter err,
        TalkStream talk,
        boolean terminal,
        int columns,
        Clock clock) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** Where Baton leaves copies of its journals: {@code $XDG_STATE_HOME/baton}, else {@code ~/.local/state/baton}. */
    Path stateDirectory() {
        String state = variables.get("XDG_STATE_HOME");
        Path base = state != null && !state.isEmpty()
                ? Path.of(state)
                : Path.of(variables.getOrDefault("HOME", "."), ".local", "state");
        return directory.resolve(base).resolve("baton");
    }

    /** The text of a file; {@code -} is standard input. */
    String read(Path file) {
        Path path = file.toString().equals("-") ? Path.of("/dev/stdin") : directory.resolve(file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, file + " cannot be read: " + e, null, e);
        }
    }

    /** Name of the user, for journals. */
    String user() {
        return variables.getOrDefault("USER", variables.getOrDefault("LOGNAME", "unknown"));
    }
}
