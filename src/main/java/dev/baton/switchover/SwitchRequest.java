package dev.baton.switchover;

import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What shall be switched, and how.
 *
 * @param at a time to go to in all partitions, instead of where the groups stood; null for none
 * @param force whether times are looked up where topics are stamped with the time of appending
 * @param allowRewind whether commits on the target that Baton did not make are overwritten
 * @param acceptReread whether groups may read records twice that a salvage has written again, on the way back
 * @param acceptTorn whether applications that work exactly once may go on with a part of their last transactions
 * @param rewindMillis so far before the record where a group stood it shall go on; 0 for not at all
 * @param fencing how the source is brought to a stand; only for a planned switch
 */
public record SwitchRequest(
        Mode mode,
        Selection selection,
        By by,
        @Nullable Instant at,
        boolean force,
        Unknowns unknowns,
        boolean allowRewind,
        long rewindMillis,
        Fencing fencing,
        List<Hook> hooks,
        boolean acceptReread,
        boolean acceptTorn) {

    public SwitchRequest {
        hooks = List.copyOf(hooks);
    }

    /** Whether all groups are spoken of, and all topics. */
    boolean wantsAll() {
        return selection.allGroups() && selection.topics().isEmpty();
    }

    /** The same with other hooks. */
    SwitchRequest with(List<Hook> others) {
        return with(fencing, others);
    }

    /** The same once the consumers on the source have been waited for: whoever is there now has come back. */
    SwitchRequest waitedFor() {
        return with(new Fencing(fencing.principals(), fencing.settleMillis(), 0), hooks);
    }

    private SwitchRequest with(Fencing otherFencing, List<Hook> otherHooks) {
        return new SwitchRequest(
                mode,
                selection,
                by,
                at,
                force,
                unknowns,
                allowRewind,
                rewindMillis,
                otherFencing,
                otherHooks,
                acceptReread,
                acceptTorn);
    }

    Translate.Request translation() {
        return new Translate.Request(selection, by, at, force);
    }
}
