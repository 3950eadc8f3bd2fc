/**
 * Rehearsals: the failover path on shadow groups of the target, whose records are compared with what the source says comes
 * next.
 */
@NullMarked
package dev.baton.drill;

import org.jspecify.annotations.NullMarked;
