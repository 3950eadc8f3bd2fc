package dev.baton.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a configuration found.
 *
 * @param clusters what the clusters answered; null where they were not asked
 */
public record ConfigCheck(
        String file,
        boolean valid,
        List<Problem> problems,
        @Nullable List<Answer> clusters) {
    public ConfigCheck {
        problems = List.copyOf(problems);
        clusters = clusters == null ? null : List.copyOf(clusters);
    }

    /**
     * One cluster's answer.
     *
     * @param clusterId null where it gave none
     * @param failure why it gave none; null where it gave one
     */
    public record Answer(
            String alias,
            boolean reachable,
            @Nullable String clusterId,
            @Nullable String failure) {}

    /** What the file alone says. */
    public static ConfigCheck of(LoadedConfig loaded) {
        return new ConfigCheck(loaded.file(), loaded.problems().isEmpty(), loaded.problems(), null);
    }
}
