package dev.baton.drill;

import java.util.List;

/**
 * What a group would read on the target, held against what it should read next by the source. Pure.
 *
 * @param compared records that were the same, in order
 * @param skipped records of the source that the target has, or will never get, and the group would not read
 * @param reread records of the target before the source's next one
 * @param unmirrored records of the source that the target does not have yet
 * @param different whether the records are others
 */
record Comparison(long compared, long skipped, long reread, long unmirrored, boolean different) {

    /**
     * Records of the target from the translated offset on.
     *
     * @param cut whether the log goes on behind them
     */
    record Read(List<Fingerprint> records, boolean cut) {
        Read {
            records = List.copyOf(records);
        }
    }

    /**
     * Compares. A record that is not found from the translated offset on is one that the mirror has yet to bring, unless it is
     * known to be done with: such a record lies before that offset, or nowhere, and the group would never see it.
     *
     * @param source the records from the group's commit on
     * @param mirrored so many of them, from the first on, are known to be on the target, wherever that is
     */
    static Comparison of(List<Fingerprint> source, Read target, int mirrored) {
        List<Fingerprint> here = target.records();
        if (source.isEmpty()) {
            return new Comparison(0, 0, here.size(), 0, false);
        }
        if (here.isEmpty()) {
            return new Comparison(0, mirrored, 0, source.size() - mirrored, false);
        }
        int reread = here.indexOf(source.get(0));
        if (reread >= 0) {
            return inStep(source, new Read(here.subList(reread, here.size()), target.cut()), reread, mirrored);
        }
        int skipped = source.indexOf(here.get(0));
        return skipped > 0
                ? new Comparison(0, skipped, 0, 0, false)
                : new Comparison(0, 0, here.size(), source.size(), true);
    }

    private static Comparison inStep(List<Fingerprint> source, Read target, int reread, int mirrored) {
        int both = Math.min(source.size(), target.records().size());
        for (int i = 0; i < both; i++) {
            if (!source.get(i).equals(target.records().get(i))) {
                return new Comparison(i, 0, reread, 0, true);
            }
        }
        if (target.cut()) {
            return new Comparison(both, 0, reread, 0, false);
        }
        int gone = Math.max(0, mirrored - both);
        return new Comparison(both, gone, reread, source.size() - both - gone, false);
    }
}
