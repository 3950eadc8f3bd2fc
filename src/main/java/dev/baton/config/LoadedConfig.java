package dev.baton.config;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration as far as it could be understood, and everything that is wrong with it.
 *
 * @param file where it came from, as the user knows it
 * @param config usable only where there are no problems
 */
public record LoadedConfig(String file, BatonConfig config, List<Problem> problems) {
    public LoadedConfig {
        problems = List.copyOf(problems);
    }

    /** The configuration, for a command that needs a right one. */
    public BatonConfig orThrow() {
        if (problems.isEmpty()) {
            return config;
        }
        String message = problems.size() == 1 ? problems.get(0).toString() : problems.size() + " problems in " + file;
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        throw new BatonException(FailureKind.USAGE, message, problems.size() == 1 ? null : all);
    }
}
