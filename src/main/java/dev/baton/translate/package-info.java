/**
 * Group offsets from source to target: the evidence is gathered first and decided by pure functions.
 *
 * <h2>The question</h2>
 *
 * <p>A group committed {@code c} on the source: the next record to read. The last record before {@code c} is the anchor. The
 * right answer is the target offset behind the anchor's copy: no record that the group has not consumed lies below it, and,
 * where it is exact, none that it has consumed lies above it. The record at {@code c} itself is never looked for, since it
 * need not exist: a marker, an aborted record, a hole or the log's end may be there.
 *
 * <h2>Each evidence proves bounds</h2>
 *
 * <ul>
 *   <li><b>preserved, map</b>: exact up to the mark. The mirror appends in order, by compare-and-set, and writes every run of
 *       the map before the first record that it speaks of; below {@code coveredTo} every committed source record is on the
 *       target. Above it nothing is claimed but the mirrored end: a lower bound.
 *   <li><b>sync</b> {@code (u, d)}: the record {@code u} was copied to {@code d}. {@code u = c}: the first unconsumed record
 *       lies at {@code d}; {@code u = c - 1}: the anchor does; both exact. {@code u < c - 1}: copies keep the order, so that
 *       no unconsumed record lies at or below {@code d}: at least {@code d + 1}. {@code u > c}: the first unconsumed record
 *       lies at {@code d} or before: at most {@code d}; where no sync lies at or below {@code c} that bounds what other
 *       evidence proves, and is no answer of itself. Offsets between two syncs are never counted: there may be markers,
 *       holes and filtered records (KAFKA-12468). A sync that goes back in either offset voids all before it; where it goes
 *       back on the source alone, the mirror copies a stretch again, and until it has come as far as before the void ones
 *       count: nothing copied once is passed. A restart that went back less far than to the last sync {@code (u, d)} leaves more
 *       room before the next one on the target than on the source; so do the markers of a mirror with transactions. No more
 *       than that room was copied behind {@code u}; until a sync has come so far, what lies there is bounded from below by
 *       {@code d + 1} alone. Commits at or before {@code u} are not concerned: nothing before it was copied again.
 *   <li><b>sync on the way back</b>, for a commit {@code c} among the copies: whoever has read the copy at {@code d < c} has
 *       read all originals up to {@code u}: at least {@code u + 1}, and {@code u} where {@code d = c}. Never an upper bound,
 *       since a stretch that was copied twice was read farther than the last record says. Where the syncs show that it was,
 *       how far at most is said.
 *   <li><b>checkpoint</b> {@code (u, d)} with {@code u <= c}: MirrorMaker 2 derived {@code d} from a sync at or below
 *       {@code u} by the rule above, so that it is a lower bound for every later commit. Never an upper one. That is its word:
 *       before 3.4.1 it counted on from the sync (KAFKA-12468), and where a target topic is made anew the checkpoint stays,
 *       since none is written that goes back. One that lies past the copy of a synced record at or above {@code u} is
 *       refuted; one that stands alone is said to.
 *   <li><b>content</b>: see {@link dev.baton.translate.ContentSearch} and {@link dev.baton.translate.ContentMatch}. The seam
 *       between the last consumed record found on the target and the first unconsumed one: copies keep the order, so that no
 *       unconsumed record lies before the seam. Exact where nothing unknown lies between the two, both are told apart from
 *       all others (records alike have one time, so that none lies beyond an earlier and a later one), and no consumed
 *       record comes again up to the target's end, which is read for that. No other evidence has a part in it, so that it
 *       contradicts what is wrong. What comes again widens the bound; a seam behind it is taken only where all that lies
 *       between comes again as well. On the way back the copies may come twice and the originals do not ({@link
 *       dev.baton.translate.CopyMatch}): behind the last original of which any copy was read. Exact where the next one has no
 *       copy before the commit; where records as late lie before the window, it is widened to reach them.
 *   <li><b>timestamp</b>: every unconsumed record has at least the least time of all of them, and so has its copy; the first
 *       target record of that time or later is a lower bound, whatever the order of times. The anchor's own time is no proof:
 *       with backward times its copy may be gone from the target, and the first record as late lie behind unconsumed ones.
 *       Refused where a side stamps its own time, or nobody knows whether it does. A time that the user gives ({@code --at})
 *       proves nothing and is labelled so.
 *   <li><b>start</b>: a group that has consumed nothing stands at the target's log start; so does every group where the
 *       target's partition is empty and nothing else is known, but then all that it consumed may come, and be read again.
 *   <li>The target's log end is always an upper bound.
 * </ul>
 *
 * <h2>The merge</h2>
 *
 * <p>All lower bounds hold at once, so the greatest of them holds, and the least upper bound. Where they meet the answer is
 * exact; else the lower one is taken, and at most the distance of the two is read again, or the distance to the last consumed
 * record that comes again where that is farther. Going lower is always safe. Evidence that names offsets which a log does not
 * reach is of another life of the topic and void. Where a lower bound lies above an upper one, some evidence is wrong: the
 * greatest lower bound that contradicts none is taken, the distance to the greatest bound of any is what may be read again,
 * and the disagreement is reported. What lies below the target's log start is gone: the answer is moved up to it, which skips
 * nothing that could be read, and said.
 *
 * <h2>What is assumed of a foreign mirror</h2>
 *
 * <p>It copies a partition in order; after a restart it goes on at or before where it was. It does not change time, key,
 * value or headers. Where the target stamps its own times, clocks are no more than five minutes apart. None of this is assumed
 * of Baton's own mirror, whose map is its word.
 *
 * <p>Four things nobody can see, and they are rare: checkpoints alone, without the syncs, do not show a restart; nor do syncs
 * show one whose sync was replaced by a later one before it was sent, or removed since; where the mirror was stopped for good
 * while it copied again, and compaction or retention took first copies on the target, what it had not copied a second time may
 * be passed; and on the way back, where a restart lies farther from the commit than any window is wide and times go backwards,
 * or the copies are stamped with the time of appending, more may be read again than is said.
 */
@NullMarked
package dev.baton.translate;

import org.jspecify.annotations.NullMarked;
