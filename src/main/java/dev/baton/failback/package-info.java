/**
 * Turns a flow round that a switch ended, so that the old active cluster can become the target of what is written on the new
 * one: the way back.
 *
 * <p>Both logs of a partition hold the same records up to the failover point. Mapped, the old cluster's log is gone on with:
 * the inverse of the flow's offset map and the failover point are copied into the map of the flow back, then the mirror copies
 * what is new. The tail that was never mirrored stays where it is and is left out of the map. Rebuilt, the topics of the old
 * cluster are deleted, and the mirror makes them anew with preserved offsets.
 *
 * <p>Order of the writes, so that a mirror that starts in between does no harm: runs of the map, turn point, mark of each
 * partition, then the groups, and last the word that the flow back is not switched any more. Until a partition's mark is there
 * the mirror refuses it, since the target's log is not empty. All of it can be done again after a kill.
 */
@NullMarked
package dev.baton.failback;

import org.jspecify.annotations.NullMarked;
