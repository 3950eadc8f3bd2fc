package dev.baton.switchover;

/**
 * A point at which this process dies at once, as from SIGKILL: for the tests that walk all of them.
 *
 * @param at {@code <step>:<phase>}; empty for never
 */
public record Halt(String at) {
    public static final Halt NEVER = new Halt("");

    /** As the operating system says it of a process killed by signal 9. */
    private static final int KILLED = 137;

    /** Dies here where this is the point. */
    public void reached(String step, String phase) {
        if (at.equals(step + ":" + phase)) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
