package dev.baton.quickstart;

import org.jspecify.annotations.Nullable;

/**
 * What {@code baton translate} said of one group's partition before the groups went on.
 *
 * @param committed the last commit that the mirror had seen, in the active cluster's terms
 * @param target where the group will go on; null where Baton did not know
 * @param rereadAtMost how many records below {@code committed} it will read again at most
 * @param rereadIfCommitsUnseen how many records from {@code committed} on it may read again
 */
public record Bound(
        @Nullable Long committed,
        @Nullable Long target,
        String confidence,
        @Nullable Long rereadAtMost,
        @Nullable Long rereadIfCommitsUnseen) {}
