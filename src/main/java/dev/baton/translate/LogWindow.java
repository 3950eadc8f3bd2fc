package dev.baton.translate;

import java.util.List;

/**
 * A stretch of a log as content knows it: every record in it, aborted ones included.
 *
 * @param end offset behind the stretch
 * @param fromStart whether it begins at the log's start
 * @param toEnd whether it reaches the log's end
 */
record LogWindow(List<Item> items, long end, boolean fromStart, boolean toEnd) {
    LogWindow {
        items = List.copyOf(items);
    }

    /**
     * One record.
     *
     * @param closedBefore whether no record of the same content can lie before the stretch
     * @param closedAfter whether none can lie behind it
     */
    record Item(long offset, Fingerprint print, boolean closedBefore, boolean closedAfter) {
        /** A record of a stretch that is the whole log, or where it does not matter. */
        Item(long offset, Fingerprint print) {
            this(offset, print, true, true);
        }
    }
}
