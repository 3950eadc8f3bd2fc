package dev.baton.cli;

/** When output is coloured. */
enum ColorMode {
    AUTO,
    ALWAYS,
    NEVER;

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
