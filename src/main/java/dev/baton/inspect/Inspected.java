package dev.baton.inspect;

import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import org.jspecify.annotations.Nullable;

/**
 * A report, and what it is about.
 *
 * @param flow as the target knows it, which may be by another alias than the default
 * @param failure of a cluster that the command cannot do without; null where all answered
 */
public record Inspected<R>(Flow flow, R report, @Nullable BatonException failure) {}
