/**
 * Mixed traffic, mirrors that come, freeze and die, and brokers that do the same, while both logs are held against each
 * other: the fault tests of the mirror, and {@code scripts/soak}.
 */
@NullMarked
package dev.baton.soak;

import org.jspecify.annotations.NullMarked;
