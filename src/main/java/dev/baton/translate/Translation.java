package dev.baton.translate;

import org.jspecify.annotations.Nullable;

/**
 * What a committed offset of the source is on the target.
 *
 * <p>Invariant: no record that the group has not consumed lies below {@code target}, unless a later copy of it lies above.
 */
public sealed interface Translation {

    /**
     * The group reads on exactly where it stopped.
     *
     * @param reason what the reader should know besides; null for nothing
     */
    record Exact(long target, Method method, @Nullable String reason) implements Translation {}

    /**
     * The group reads some records again, or goes on behind some that were lost with the source.
     *
     * @param rereadAtMost how many at most; null where nothing bounds it
     */
    record AtMost(long target, @Nullable Long rereadAtMost, Method method, String reason) implements Translation {}

    /** Nothing is proved, so nothing is written. */
    record Unknown(String reason) implements Translation {}

    /** The offset to commit; null where it is unknown. */
    default @Nullable Long targetOrNull() {
        return this instanceof Exact exact
                ? Long.valueOf(exact.target())
                : this instanceof AtMost m ? m.target() : null;
    }
}
