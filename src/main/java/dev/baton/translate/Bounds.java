package dev.baton.translate;

import dev.baton.offsets.LostRange;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.TurnPoint;
import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.Evidence.TurnedSyncs;
import dev.baton.translate.SyncHistory.Sync;
import dev.baton.translate.SyncHistory.Unpassed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evidence to bounds, one kind at a time; pure. A committed offset is the next to read, so the anchor lies before it. */
final class Bounds {
    private Bounds() {}

    /** What the evidence proves of a commit; empty where it proves nothing. */
    static Optional<Bound> of(Evidence evidence, long committed, @Nullable LogRange source, LogRange target) {
        if (evidence instanceof Mirrored mirrored) {
            return Optional.of(ofMirrored(mirrored, committed, target));
        }
        if (evidence instanceof Syncs syncs) {
            return ofSyncs(syncs.history(), committed, source, target);
        }
        if (evidence instanceof TurnedSyncs turned) {
            return ofTurned(turned.history(), committed, target);
        }
        if (evidence instanceof Checkpointed checkpoint) {
            return ofCheckpoint(checkpoint, committed);
        }
        if (evidence instanceof Carried carried) {
            return ofCarried(carried, committed);
        }
        if (evidence instanceof Content content) {
            return Optional.of(new Bound(
                    Method.CONTENT,
                    content.atLeast(),
                    content.atMost(),
                    content.again(),
                    content.unmirrored(),
                    content.what()));
        }
        return evidence instanceof RecordTime time ? ofTime(time) : Optional.empty();
    }

    /**
     * Exact up to the mark. A commit at or below {@code coveredTo} may still lie past the target's end, behind a trailing
     * marker of the source that has no counterpart yet: it is taken back to the mirrored end, and nothing is read again.
     */
    private static Bound ofMirrored(Mirrored mirrored, long committed, LogRange target) {
        OffsetMap map = mirrored.map();
        Method method = map.isPreserved() ? Method.PRESERVED : Method.MAP;
        long known = Math.max(Math.min(committed, mirrored.coveredTo()), mirrored.alignedStart());
        TurnPoint turn = mirrored.turn();
        if (turn != null && turn.isBehind(known) && turn.tailTo() > turn.tailFrom()) {
            return beforeTail(map.toTarget(known), turn);
        }
        long answer = behindTail(atEnd(mirrored, known), turn);
        if (committed <= mirrored.coveredTo()) {
            List<LostRange> lost = map.lostFrom(committed);
            boolean inside = !lost.isEmpty() && lost.get(0).from() <= committed;
            String note = lost.isEmpty() ? notMirroredBelow(mirrored, committed) : whatIsLost(lost, committed);
            return new Bound(method, answer, answer, null, 0L, note, inside);
        }
        long missing = committed - Math.max(mirrored.coveredTo(), mirrored.alignedStart());
        long atMost = map.isPreserved() ? Math.min(target.end(), committed) : target.end();
        return new Bound(
                method,
                answer,
                Math.max(answer, atMost),
                Math.max(0, missing),
                "committed " + committed + " lies past what is known to be mirrored (to " + mirrored.coveredTo()
                        + "): taken back to the mirrored end");
    }

    /** Who has consumed all that is mirrored stands at the mirrored end, whatever lies before it. */
    private static long atEnd(Mirrored mirrored, long known) {
        boolean all = known >= mirrored.coveredTo() && !mirrored.map().isPreserved();
        return all ? mirrored.mirroredEnd() : Math.min(mirrored.map().toTarget(known), mirrored.mirroredEnd());
    }

    private static long behindTail(long answer, @Nullable TurnPoint turn) {
        return turn == null ? answer : Math.max(answer, turn.tailTo());
    }

    /** What follows there is the tail that only the target holds, and behind it what both hold. */
    private static Bound beforeTail(long answer, TurnPoint turn) {
        long from = Math.min(answer, turn.tailFrom());
        long length = turn.tailTo() - turn.tailFrom();
        return new Bound(
                Method.MAP,
                from,
                from + length,
                0L,
                "the group stands before the failover point " + turn.sourceOffset() + " of switch " + turn.switchId()
                        + ": on its way lie " + turn.tailRecords() + " records that were never mirrored");
    }

    private static String whatIsLost(List<LostRange> lost, long committed) {
        long from = Math.max(committed, lost.get(0).from());
        long count = lost.stream()
                .mapToLong(range -> range.to() - Math.max(committed, range.from()))
                .sum();
        String ranges = lost.size() == 1 ? "" : " and of " + (lost.size() - 1) + " later ranges";
        return "source offsets " + from + " to " + (lost.get(0).to() - 1) + ranges
                + " were deleted before they were mirrored: this group does not get " + count + " offsets of them";
    }

    private static @Nullable String notMirroredBelow(Mirrored mirrored, long committed) {
        return committed >= mirrored.alignedStart()
                ? null
                : "the source had removed the records below " + mirrored.alignedStart() + " when the flow began";
    }

    /**
     * The first synced record at or behind a commit, where there is none before it: the answer does not lie behind its copy.
     * That is no answer of itself, and bounds what other evidence proves. Empty while the mirror copies again what it had
     * copied: then there may be first copies behind it.
     */
    static Optional<Sync> ceiling(Evidence evidence, long committed, @Nullable LogRange source) {
        if (!(evidence instanceof Syncs syncs)) {
            return Optional.empty();
        }
        SyncHistory history = syncs.history();
        boolean copiesAgain = history.unpassed(committed, source == null ? Long.MAX_VALUE : source.end())
                .filter(Unpassed::isVoid)
                .isPresent();
        return copiesAgain || history.atOrBelow(committed).isPresent()
                ? Optional.empty()
                : history.atOrAbove(committed);
    }

    private static Optional<Bound> ofSyncs(
            SyncHistory history, long committed, @Nullable LogRange source, LogRange target) {
        Optional<Sync> high = history.atOrAbove(committed);
        Unpassed unpassed = history.unpassed(committed, source == null ? Long.MAX_VALUE : source.end())
                .orElse(null);
        if (unpassed == null) {
            return history.atOrBelow(committed).map(low -> between(low, high, committed));
        }
        return unpassed.isVoid()
                ? ofVoid(unpassed, committed, target)
                : unpassed.before()
                        .atOrBelow(committed)
                        .map(low -> noted(between(low, high, committed), low, unpassed));
    }

    /** Says why a later sync before the commit does not count, where it is the last of those before that does. */
    private static Bound noted(Bound bound, Sync low, Unpassed unpassed) {
        boolean last = unpassed.before().newest().filter(low::equals).isPresent();
        return bound.isExact() || !last
                ? bound
                : new Bound(
                        Method.SYNC,
                        bound.atLeast(),
                        bound.atMost(),
                        bound.unmirrored(),
                        bound.note() + "; records behind it, to " + unpassed.copiedTo()
                                + ", may have been copied before " + unpassed.until() + " and not again");
    }

    /** At a synced record or one past it: exact; else one past the lower sync, never by counting on from it. */
    private static Bound between(Sync low, Optional<Sync> high, long committed) {
        if (low.upstream() == committed) {
            return Bound.exact(Method.SYNC, low.downstream(), 0L, null);
        }
        if (low.upstream() == committed - 1) {
            return Bound.exact(Method.SYNC, low.downstream() + 1, 0L, null);
        }
        String after = "the last synced record before it is " + low.upstream() + " at " + low.downstream();
        return new Bound(
                Method.SYNC,
                low.downstream() + 1,
                high.map(Sync::downstream).orElse(null),
                high.isPresent() ? 0L : null,
                high.map(h -> after + ", the next " + h.upstream() + " at " + h.downstream())
                        .orElse(after));
    }

    /**
     * The mirror was started anew, and has not come as far again: what it had copied last was copied once so far. How much is
     * read again nobody can say before it has.
     */
    private static Optional<Bound> ofVoid(Unpassed unpassed, long committed, LogRange target) {
        GrowingSyncs before = unpassed.before();
        return before.atOrBelow(committed)
                .map(low -> between(low, before.atOrAbove(committed), committed))
                .map(bound -> new Bound(
                        Method.SYNC,
                        bound.atLeast(),
                        bound.atMost() == null ? (Long) unpassed.until() : bound.atMost(),
                        target.end(),
                        bound.unmirrored(),
                        "the mirror copies records again that it had copied, and has not come as far yet"));
    }

    /**
     * From a copy to its original: whoever has read the copy of a synced record, or comes to it, has read all before it. Never
     * more, since between two syncs may lie what was copied twice, and has been read farther than the last record says.
     *
     * @param target the originals' log
     */
    private static Optional<Bound> ofTurned(SyncHistory history, long committed, LogRange target) {
        Long again = history.copiedBefore(target.end()).orElse(null);
        return history.copiedAtOrBelow(committed)
                .map(low -> new Bound(
                        Method.SYNC,
                        low.upstream() + (low.downstream() == committed ? 0 : 1),
                        null,
                        again,
                        null,
                        "the last synced record before it is " + low.upstream() + ", copied to " + low.downstream()));
    }

    /** It may have been held at the mirrored end then, so that it is a lower bound and no more. */
    private static Optional<Bound> ofCarried(Carried carried, long committed) {
        if (carried.upstream() > committed) {
            return Optional.empty();
        }
        boolean whole = carried.method() == Method.PRESERVED && carried.downstream() == committed;
        return Optional.of(new Bound(
                carried.method(),
                carried.downstream(),
                null,
                whole ? 0L : null,
                "the mirror carried this commit over after its last mark"));
    }

    private static Optional<Bound> ofCheckpoint(Checkpointed checkpoint, long committed) {
        if (checkpoint.upstream() > committed) {
            return Optional.empty();
        }
        String note = "the checkpoint maps " + checkpoint.upstream() + " to " + checkpoint.downstream();
        return Optional.of(new Bound(Method.CHECKPOINT, checkpoint.downstream(), null, null, note));
    }

    private static Optional<Bound> ofTime(RecordTime time) {
        Long offset = time.offset();
        return offset == null
                ? Optional.empty()
                : Optional.of(new Bound(Method.TIMESTAMP, offset, null, null, time.what()));
    }
}
