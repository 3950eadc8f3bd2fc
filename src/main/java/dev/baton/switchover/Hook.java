package dev.baton.switchover;

import java.util.List;

/**
 * A command that runs before or after a step. It is started as it is, without a shell.
 *
 * @param step label of the step; for {@link When#FAILURE} it says nothing
 * @param timeoutSeconds after which it is killed, and has failed
 * @param required whether the switch stops where the command fails
 */
public record Hook(When when, String step, List<String> command, int timeoutSeconds, boolean required) {
    public Hook {
        command = List.copyOf(command);
    }

    /** When a hook runs. */
    public enum When {
        BEFORE,
        AFTER,
        /** After a step that failed. */
        FAILURE
    }
}
