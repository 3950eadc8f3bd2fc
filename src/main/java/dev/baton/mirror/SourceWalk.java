package dev.baton.mirror;

import dev.baton.wire.LogItem;
import dev.baton.wire.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stretch of the source's log, walked forwards once, in which one can look a little way back. */
final class SourceWalk {
    private final Iterator<LogItem> log;
    private final Deque<LogItem> kept = new ArrayDeque<>();
    private @Nullable LogItem forgotten;
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
            forgotten = kept.removeFirst();
        }
    }

    /**
     * Leader epoch of what lies just before an offset, all below which is then forgotten; null where that was not looked at.
     * It must not be that of an earlier record: a broker takes an epoch that ended before the offset for a log that was cut.
     */
    @Nullable
    Integer epochBelow(long offset) {
        forgetBelow(offset);
        LogItem first = kept.peekFirst();
        LogItem before = first != null && first.offset() < offset ? first : forgotten;
        return before == null || endOf(before) < offset ? null : Piece.known(before.leaderEpoch());
    }

    static long endOf(LogItem item) {
        return item instanceof LogItem.Hole hole ? hole.offset() + hole.length() : item.offset() + 1;
    }
}
