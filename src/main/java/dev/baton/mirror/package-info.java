/**
 * The continuous mirror: from the source's log through the wire to the target's, with the write-ahead offset map, marks,
 * and the sync of topics and groups.
 */
@NullMarked
package dev.baton.mirror;

import org.jspecify.annotations.NullMarked;
