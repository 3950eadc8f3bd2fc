package dev.baton.translate;

import dev.baton.translate.Around.Seen;
import dev.baton.translate.LogWindow.Item;
import dev.baton.translate.SearchedLog.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects target records from the first one on that matters, until enough are known behind the first unconsumed one. */
final class TargetScan {
    private final Around around;
    private final long committed;
    private final int behind;
    private final int atMost;
    private final boolean fromStart;
    private final List<Item> found = new ArrayList<>();
    private List<Item> source = List.of();
    private final Set<Fingerprint> known = new HashSet<>();
    private final Set<Fingerprint> unconsumed = new HashSet<>();
    private boolean withTime = true;
    private boolean met;
    private long read;
    private long since = -1;
    private @Nullable Seen last;

    /**
     * A scan for the records around a commit.
     *
     * @param behind how many records to read behind the first unconsumed one, to see stretches that were copied again
     * @param atMost how many records to keep: where none of them is unconsumed, they say nothing of what lies behind them
     */
    TargetScan(Around around, long committed, int behind, int atMost, boolean fromStart) {
        this.around = around;
        this.committed = committed;
        this.behind = behind;
        this.atMost = atMost;
        this.fromStart = fromStart;
        prepare();
    }

    /** Takes the next record; false where no more are wanted. */
    boolean add(Entry record) {
        if (read == 0 && record.isAppendTimed()) {
            withTime = false;
            prepare();
        }
        last = Seen.of(record);
        Fingerprint print = last.print(withTime);
        met = met || known.contains(print);
        if (met || (fromStart && found.isEmpty())) {
            found.add(new Item(record.offset(), print));
        }
        read++;
        if (since < 0 && unconsumed.contains(print)) {
            since = read;
        }
        return found.size() < atMost && (since < 0 || read - since < behind);
    }

    List<Item> sourceItems() {
        return source;
    }

    /** Whether records are told apart by their time as well. */
    boolean isWithTime() {
        return withTime;
    }

    /** The last record that was read; null where none was. */
    @Nullable
    Seen last() {
        return last;
    }

    /** What was read, up to the log's end or to where the scan ended. */
    LogWindow targetWindow(long logEnd, boolean toEnd) {
        long end = toEnd || last == null ? logEnd : last.offset() + 1;
        return new LogWindow(found, end, fromStart, toEnd);
    }

    private void prepare() {
        source = around.items(withTime);
        known.clear();
        unconsumed.clear();
        for (Item item : source) {
            known.add(item.print());
            if (item.offset() >= committed) {
                unconsumed.add(item.print());
            }
        }
    }
}
