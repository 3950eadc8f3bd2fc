package dev.baton.mirror;

import dev.baton.wire.LogItem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stretch of the source's log, walked forwards once, in which one can look a little way back. */
final class SourceWalk {
    private final Iterator<LogItem> log;
    private final Deque<LogItem> kept = new ArrayDeque<>();
    private boolean ended;

    SourceWalk(Iterator<LogItem> log) {
        this.log = log;
    }

    /** What the source has at an offset that was not forgotten; null past its end. */
    @Nullable
    LogItem at(long offset) {
        readTo(offset);
        for (LogItem item : kept) {
            if (endOf(item) > offset) {
                return item.offset() <= offset ? item : null;
            }
        }
        return null;
    }

    /** The first record at or beyond an offset; null where there is none. */
    LogItem.@Nullable Entry nextRecord(long from) {
        long offset = from;
        LogItem item = at(offset);
        while (item instanceof LogItem.Hole hole) {
            offset = endOf(hole);
            item = at(offset);
        }
        return (LogItem.Entry) item;
    }

    private void readTo(long offset) {
        while (!ended && (kept.isEmpty() || endOf(kept.getLast()) <= offset)) {
            ended = !log.hasNext();
            if (!ended) {
                kept.add(log.next());
            }
        }
    }

    /** Nothing below that offset is asked for any more. */
    void forgetBelow(long offset) {
        while (!kept.isEmpty() && endOf(kept.getFirst()) <= offset) {
            kept.removeFirst();
        }
    }

    static long endOf(LogItem item) {
        return item instanceof LogItem.Hole hole ? hole.offset() + hole.length() : item.offset() + 1;
    }
}
