package dev.baton.drill;

import java.util.List;

/**
 * What a group would read on the target, held against what it should read next by the source. Pure.
 *
 * @param compared records that were the same, in order
 * @param skipped records of the source before the first one of the target
 * @param reread records of the target before the source's next one
 * @param unmirrored records of the source that the target does not have yet
 * @param different whether the records are others
 */
record Comparison(long compared, long skipped, long reread, long unmirrored, boolean different) {

    /**
     * Compares.
     *
     * @param source the records from the group's commit on
     * @param target the records from the translated offset on
     */
    static Comparison of(List<Fingerprint> source, List<Fingerprint> target) {
        if (source.isEmpty()) {
            return new Comparison(0, 0, target.size(), 0, false);
        }
        if (target.isEmpty()) {
            return new Comparison(0, 0, 0, source.size(), false);
        }
        int reread = target.indexOf(source.get(0));
        if (reread >= 0) {
            return inStep(source, target.subList(reread, target.size()), reread);
        }
        int skipped = source.indexOf(target.get(0));
        return skipped > 0
                ? new Comparison(0, skipped, 0, 0, false)
                : new Comparison(0, 0, target.size(), source.size(), true);
    }

    private static Comparison inStep(List<Fingerprint> source, List<Fingerprint> target, int reread) {
        int both = Math.min(source.size(), target.size());
        for (int i = 0; i < both; i++) {
            if (!source.get(i).equals(target.get(i))) {
                return new Comparison(i, 0, reread, 0, true);
            }
        }
        return new Comparison(both, 0, reread, source.size() - both, false);
    }
}
