package dev.baton.translate;

import dev.baton.translate.LogWindow.Item;
import dev.baton.translate.SearchedLog.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * The source's records around a commit.
 *
 * @param fromStart whether they begin with the log's first
 * @param toEnd whether they end with its last
 */
record Around(List<Seen> records, boolean fromStart, boolean toEnd) {
    Around {
        records = List.copyOf(records);
    }

    /** A record, kept. */
    record Seen(long offset, long time, Fingerprint content) {
        static Seen of(Entry entry) {
            return new Seen(entry.offset(), entry.time(), entry.content());
        }

        Fingerprint print(boolean withTime) {
            return withTime ? content.at(time) : content;
        }
    }

    /** Whether they are all that the log holds. */
    boolean isWhole() {
        return fromStart && toEnd;
    }

    /**
     * As they are compared with the target's. What is alike has the same time, so that none of it lies beyond records of an
     * earlier and of a later one. Without times nothing tells what lies beyond; it is hoped not to be alike, and nothing
     * exact is said.
     */
    List<Item> items(boolean withTime) {
        boolean[] after = new boolean[records.size()];
        long greatest = Long.MIN_VALUE;
        for (int i = records.size() - 1; i >= 0; i--) {
            after[i] = toEnd || records.get(i).time() < greatest;
            greatest = Math.max(greatest, records.get(i).time());
        }
        List<Item> items = new ArrayList<>(records.size());
        long least = Long.MAX_VALUE;
        for (int i = 0; i < records.size(); i++) {
            Seen seen = records.get(i);
            boolean before = fromStart || seen.time() > least;
            least = Math.min(least, seen.time());
            items.add(new Item(
                    seen.offset(), seen.print(withTime), withTime ? before : fromStart, withTime ? after[i] : toEnd));
        }
        return items;
    }
}
