package dev.baton.offsets;

/**
 * From here on, target offset minus source offset is constant, until the next run.
 *
 * @param source offset on the source of the first record of the run
 * @param target offset on the target of that record
 */
public record Run(long source, long target) {
    public Run {
        if (source < 0 || target < 0) {
            throw new IllegalArgumentException("offsets of a run are not negative: " + source + " -> " + target);
        }
    }
}
