package dev.baton.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The offset syncs of one partition that hold together: each names one copied record by both of its offsets.
 *
 * <p>Invariant: strictly growing in both offsets. A sync that goes back in either voids all before it, as in MirrorMaker 2
 * itself: a topic was made anew, or the mirror copied a stretch again. In the latter case what is void counts until the mirror
 * has come as far again: behind that there are first copies alone, and one must not be passed. A mirror that went back less
 * far than to its last sync shows by the target's offsets: they grew by more than the source's. So do a transactional mirror's
 * markers, and nobody can tell the two apart; until the mirror has come as far as it can have been, what was copied before
 * counts, and nothing is void. The topic is compacted, so history is what the cleaner left.
 */
public final class SyncHistory {

    /** One copied record. */
    public record Sync(long upstream, long downstream) {}

    private GrowingSyncs held = GrowingSyncs.empty();

    /** What may have been copied before the mirror went back, and was not copied again; in the order of the log. */
    private final List<Unpassed> unpassed = new ArrayList<>();

    /** Behind the last record that may have been copied before the first sync that is held. */
    private @Nullable Before before;

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
        Sync last = held.newest().orElse(null);
        if (last != null && sync.downstream() <= last.downstream()) {
            unpassed.clear();
            before = null;
            held = GrowingSyncs.empty();
        } else if (last != null) {
            addBehind(last, sync);
        }
        held.add(sync);
        unpassed.removeIf(stretch -> sync.upstream() >= stretch.copiedTo());
    }

    /** Behind the last sync it had copied no more than has room below the new one; each hole would have had a sync. */
    private void addBehind(Sync last, Sync next) {
        long room = next.downstream() - last.downstream() - 1;
        unpassed.add(new Unpassed(held.soFar(), last.upstream() + room, next.downstream(), false));
        if (next.upstream() <= last.upstream()) {
            beginAnew(last, next);
        }
    }

    private void beginAnew(Sync last, Sync first) {
        long to = unpassed.stream().mapToLong(Unpassed::copiedTo).max().orElseThrow();
        before = new Before(last.upstream(), to + 1);
        unpassed.replaceAll(stretch -> stretch.isVoid() ? stretch : stretch.voidedAt(first.downstream()));
        held = GrowingSyncs.empty();
    }

    /** The last synced record before a sync went back on the source, and the end of what may have been copied then. */
    private record Before(long synced, long end) {}

    /**
     * What the syncs before a possible restart tell while the mirror has not come as far again: what it copied last before, it
     * copied once.
     *
     * @param copiedTo the last source record that it may have copied before
     * @param until where it began to copy again, if it did: all that it had copied before lies below
     * @param isVoid whether it did for certain, or the topic was made anew
     */
    record Unpassed(GrowingSyncs before, long copiedTo, long until, boolean isVoid) {
        private Unpassed voidedAt(long downstream) {
            return new Unpassed(before, copiedTo, downstream, true);
        }

        /** Whether records at or behind a commit may be among those copied once; one past the source's end has none. */
        private boolean concerns(long committed, long sourceEnd) {
            long synced = before.newest().orElseThrow().upstream();
            return synced < sourceEnd && committed <= copiedTo && committed < sourceEnd;
        }
    }

    /**
     * The first stretch that a commit may lie before, and that the mirror has not copied again.
     *
     * @param sourceEnd the source's log end; a stretch that lies before it is of an earlier life of the topic
     */
    Optional<Unpassed> unpassed(long committed, long sourceEnd) {
        boolean all = newest().filter(sync -> sync.upstream() >= sourceEnd - 1).isPresent();
        return unpassed.stream()
                .filter(stretch -> !all && stretch.concerns(committed, sourceEnd))
                .findFirst();
    }

    /**
     * Behind the last record that was copied, perhaps, before the syncs began that are held.
     *
     * @param sourceEnd as for {@link #unpassed}
     */
    Optional<Long> copiedBefore(long sourceEnd) {
        return Optional.ofNullable(before)
                .filter(known -> known.synced() < sourceEnd)
                .map(Before::end);
    }

    /** The newest sync at or below a source offset. */
    public Optional<Sync> atOrBelow(long upstream) {
        return held.atOrBelow(upstream);
    }

    /** The oldest sync at or above a source offset. */
    public Optional<Sync> atOrAbove(long upstream) {
        return held.atOrAbove(upstream);
    }

    /** The newest sync whose copy lies at or below a target offset. */
    Optional<Sync> copiedAtOrBelow(long downstream) {
        return held.copiedAtOrBelow(downstream);
    }

    public Optional<Sync> newest() {
        return held.newest();
    }

    /** All that hold, oldest first. */
    public List<Sync> syncs() {
        return held.all();
    }
}
