package dev.baton.switchover;

import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What shall be switched, and how.
 *
 * @param at a time to go to in all partitions, instead of where the groups stood; null for none
 * @param force whether times are looked up where topics are stamped with the time of appending
 * @param allowRewind whether commits on the target that Baton did not make are overwritten
 */
public record SwitchRequest(
        Mode mode,
        Selection selection,
        By by,
        @Nullable Instant at,
        boolean force,
        Unknowns unknowns,
        boolean allowRewind) {

    Translate.Request translation() {
        return new Translate.Request(selection, by, at, force);
    }
}
