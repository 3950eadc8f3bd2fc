package dev.baton.translate;

import org.jspecify.annotations.Nullable;

/**
 * A translated commit, and what it leaves behind.
 *
 * @param unmirrored how many records that the group consumed on the source are not on the target; null where unknown
 */
public record Answer(Translation translation, @Nullable Long unmirrored) {}
