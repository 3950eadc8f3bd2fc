/**
 * Passing groups from the active to the passive cluster: the plan is data, its steps are journaled and read back.
 */
@NullMarked
package dev.baton.switchover;

import org.jspecify.annotations.NullMarked;
