package dev.baton.cli;

import java.util.Locale;

/** When output is coloured. */
enum ColorMode {
    AUTO,
    ALWAYS,
    NEVER;

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether to colour: on request, or where a person looks and has not said {@code NO_COLOR}. */
    boolean enabled(Environment environment) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                environment.terminal()
                        && environment.variables().getOrDefault("NO_COLOR", "").isEmpty()
                        && !"dumb".equals(environment.variables().get("TERM"));
        };
    }
}
