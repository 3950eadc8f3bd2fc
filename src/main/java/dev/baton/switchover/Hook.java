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

    /** The command without its directory. */
    String name() {
        return command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
    }

    /**
     * The same as others may see it, in the journal above all: where the command lies and what it is given may be secret, and
     * nobody runs what stands there.
     */
    Hook named() {
        return new Hook(when, step, List.of(name()), timeoutSeconds, required);
    }

    /** Whether both are at the same place and have the same name. */
    boolean isNamedAs(Hook other) {
        return when == other.when && step.equals(other.step) && name().equals(other.name());
    }

    /** When a hook runs. */
    public enum When {
        BEFORE,
        AFTER,
        /** After a step that failed. */
        FAILURE
    }
}
