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
 * itself: a topic was made anew, or the mirror copied a stretch again. In the latter case what is void counts until the mirror
 * has come as far again: behind that there are first copies alone, and one must not be passed. The topic is compacted, so
 * history is what the cleaner left.
 */
public final class SyncHistory {

    /** One copied record. */
    public record Sync(long upstream, long downstream) {}

    private final TreeMap<Long, Sync> byUpstream = new TreeMap<>();
    private final TreeMap<Long, Sync> unpassed = new TreeMap<>();
    private long copiedTo;
    private long until;

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
            if (sync.downstream() <= last.downstream()) {
                unpassed.clear();
                byUpstream.clear();
            } else if (sync.upstream() <= last.upstream()) {
                beginAnew(last, sync);
            }
        }
        byUpstream.put(sync.upstream(), sync);
        if (sync.upstream() >= copiedTo) {
            unpassed.clear();
        }
    }

    /** Behind the last sync it had copied no more than has room below the new one; each hole would have had a sync. */
    private void beginAnew(Sync last, Sync first) {
        long to = last.upstream() + first.downstream() - last.downstream() - 1;
        if (unpassed.isEmpty() || to > copiedTo) {
            until = unpassed.isEmpty() ? first.downstream() : until;
            unpassed.clear();
            unpassed.putAll(byUpstream);
            copiedTo = to;
        }
        byUpstream.clear();
    }

    /**
     * What a voided history tells while the mirror has not come as far again: what it copied last before, it copied once.
     *
     * @param until where it began to copy again: all that it had copied before lies below
     */
    record Unpassed(SyncHistory before, long until) {}

    /**
     * The voided history, where it still counts.
     *
     * @param sourceEnd the source's log end; one that lies before it is of an earlier life of the topic
     */
    Optional<Unpassed> unpassed(long sourceEnd) {
        if (unpassed.isEmpty() || unpassed.lastKey() >= sourceEnd) {
            return Optional.empty();
        }
        SyncHistory before = new SyncHistory();
        before.byUpstream.putAll(unpassed);
        return Optional.of(new Unpassed(before, until));
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
