package dev.baton.translate;

import org.jspecify.annotations.Nullable;

/**
 * What one piece of evidence proves of the answer: it is not below {@code atLeast} and not above {@code atMost}.
 *
 * @param atMost null where the evidence says nothing
 * @param again target offset below which consumed records may come again, though behind unconsumed ones; null for none
 * @param unmirrored how many records that the group consumed are not on the target; null where the evidence says nothing
 * @param note what the reader should know
 * @param lost whether the next records of the group were lost with the source, so that it does not go on where it stopped
 */
record Bound(
        Method method,
        long atLeast,
        @Nullable Long atMost,
        @Nullable Long again,
        @Nullable Long unmirrored,
        @Nullable String note,
        boolean lost) {

    /** A bound of a group whose next records are there. */
    Bound(
            Method method,
            long atLeast,
            @Nullable Long atMost,
            @Nullable Long again,
            @Nullable Long unmirrored,
            @Nullable String note) {
        this(method, atLeast, atMost, again, unmirrored, note, false);
    }

    /** A bound without repetitions. */
    Bound(Method method, long atLeast, @Nullable Long atMost, @Nullable Long unmirrored, @Nullable String note) {
        this(method, atLeast, atMost, null, unmirrored, note);
    }

    static Bound exact(Method method, long target, @Nullable Long unmirrored, @Nullable String note) {
        return new Bound(method, target, target, unmirrored, note);
    }

    boolean isExact() {
        return atMost != null && atMost == atLeast && again == null;
    }
}
