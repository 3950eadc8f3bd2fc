package dev.baton.config;

import java.util.List;

/** What a look at a configuration found. */
public record ConfigCheck(String file, boolean valid, List<Problem> problems) {
    public ConfigCheck {
        problems = List.copyOf(problems);
    }

    public static ConfigCheck of(LoadedConfig loaded) {
        return new ConfigCheck(loaded.file(), loaded.problems().isEmpty(), loaded.problems());
    }
}
