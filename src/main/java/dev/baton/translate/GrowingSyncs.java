package dev.baton.translate;

import dev.baton.translate.SyncHistory.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Offset syncs that grow strictly in both offsets, oldest first. */
final class GrowingSyncs {
    private final List<Sync> syncs;
    private int size;

    private GrowingSyncs(List<Sync> syncs) {
        this.syncs = syncs;
        this.size = syncs.size();
    }

    static GrowingSyncs empty() {
        return new GrowingSyncs(new ArrayList<>());
    }

    void add(Sync sync) {
        syncs.add(sync);
        size = syncs.size();
    }

    /** Those that there are so far; to look at only. They are not copied, since a long log may ask for it at every sync. */
    GrowingSyncs soFar() {
        return new GrowingSyncs(syncs);
    }

    List<Sync> all() {
        return List.copyOf(syncs.subList(0, size));
    }

    Optional<Sync> newest() {
        return at(size - 1);
    }

    /** The newest at or below a source offset. */
    Optional<Sync> atOrBelow(long upstream) {
        return at(countBelow(upstream + 1, Sync::upstream) - 1);
    }

    /** The oldest at or above a source offset. */
    Optional<Sync> atOrAbove(long upstream) {
        return at(countBelow(upstream, Sync::upstream));
    }

    /** The newest whose copy lies at or below a target offset. */
    Optional<Sync> copiedAtOrBelow(long downstream) {
        return at(countBelow(downstream + 1, Sync::downstream) - 1);
    }

    private Optional<Sync> at(int index) {
        return index < 0 || index >= size ? Optional.empty() : Optional.of(syncs.get(index));
    }

    private int countBelow(long limit, ToLongFunction<Sync> offset) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (offset.applyAsLong(syncs.get(middle)) < limit) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
