package dev.baton.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The offset syncs of one partition that hold together: each names one copied record by both of its offsets.
 *
 * <p>Invariant: strictly growing in both offsets. A sync that goes back in either voids all before it, as in MirrorMaker 2
 * itself: a topic was made anew, or the mirror copied a stretch again. The topic is compacted, so history is what the
 * cleaner left.
 */
public final class SyncHistory {

    /** One copied record. */
    public record Sync(long upstream, long downstream) {}

    private final TreeMap<Long, Sync> byUpstream = new TreeMap<>();

    private SyncHistory() {}

    /** The history in the order of the log. */
    public static SyncHistory of(List<Sync> inLogOrder) {
        SyncHistory history = new SyncHistory();
        for (Sync sync : inLogOrder) {
            history.add(sync);
        }
        return history;
    }

    private void add(Sync sync) {
        if (!byUpstream.isEmpty()) {
            Sync last = byUpstream.lastEntry().getValue();
            if (sync.upstream() <= last.upstream() || sync.downstream() <= last.downstream()) {
                byUpstream.clear();
            }
        }
        byUpstream.put(sync.upstream(), sync);
    }

    /** The newest sync at or below a source offset. */
    public Optional<Sync> atOrBelow(long upstream) {
        return value(byUpstream.headMap(upstream, true), false);
    }

    /** The oldest sync at or above a source offset. */
    public Optional<Sync> atOrAbove(long upstream) {
        return value(byUpstream.tailMap(upstream, true), true);
    }

    public Optional<Sync> newest() {
        return value(byUpstream, false);
    }

    /** All that hold, oldest first. */
    public List<Sync> syncs() {
        return new ArrayList<>(byUpstream.values());
    }

    private static Optional<Sync> value(NavigableMap<Long, Sync> part, boolean first) {
        if (part.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((first ? part.firstEntry() : part.lastEntry()).getValue());
    }
}
