/**
 * What only the old active cluster holds after a failover: found exactly, listed, exported, and written once more on the new
 * active cluster, each record once.
 *
 * <p>Where the mirrored part of a partition ends is taken from three sources that must agree: the failover point (the target's
 * log end once the mirrors had stopped), the last mark of the mirror, and the offset map. What lies between the mark and the
 * failover point is compared record by record, and so is the last mirrored record: a source whose log was cut and written
 * anew is found out.
 *
 * <p>A record is written on the target in the same transaction as the note of how far that partition is; whoever begins fences
 * whoever was at it before, and only then reads the notes. So a process that is killed, frozen, or started twice neither
 * leaves a record out nor writes one twice.
 */
@NullMarked
package dev.baton.salvage;

import org.jspecify.annotations.NullMarked;
