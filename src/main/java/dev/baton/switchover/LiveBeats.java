package dev.baton.switchover;

import dev.baton.state.MirrorBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which mirrors live, as their beats tell one who looks several times: those whose last beat is recent by the looker's clock,
 * and those that beat again while he looks. A beat that is not recent does not prove by itself that its mirror is dead: its
 * clock may be wrong, and it may have stopped for a moment just now. So it is watched.
 */
final class LiveBeats {
    /**
     * A mirror beats every second. One that froze, or cannot beat, may send for five seconds after its last beat, which is on
     * its way for a while.
     */
    private static final Duration ALIVE = Duration.ofSeconds(7);

    /** Whose last beat is older was not stopped just now, unless its clock is very wrong; then it beats within this again. */
    private static final Duration TELLING = Duration.ofMillis(2_500);

    /** By how much the clocks of two machines may differ, and more. */
    private static final Duration CLOCKS = Duration.ofSeconds(30);

    private final Map<String, Seen> seen = new HashMap<>();

    /** The last beat of a mirror, and when it was first seen. */
    private record Seen(Instant beat, Instant at, boolean again) {
        boolean isFor(Duration time, Instant now) {
            return !at.plus(time).isAfter(now);
        }
    }

    /**
     * One look.
     *
     * @param live those that live
     * @param doubtful those that may live; all others are dead
     */
    record Look(List<MirrorBeat> live, List<MirrorBeat> doubtful) {}

    Look look(List<MirrorBeat> beats, Instant now) {
        beats.forEach(beat -> seen.merge(beat.member(), new Seen(beat.time(), now, false), LiveBeats::later));
        List<MirrorBeat> live =
                beats.stream().filter(beat -> isLive(seenOf(beat), now)).toList();
        List<MirrorBeat> doubtful = beats.stream()
                .filter(beat -> !isLive(seenOf(beat), now) && !isDead(seenOf(beat), now))
                .toList();
        return new Look(live, doubtful);
    }

    private static Seen later(Seen before, Seen now) {
        return before.beat().equals(now.beat()) ? before : new Seen(now.beat(), now.at(), true);
    }

    private Seen seenOf(MirrorBeat beat) {
        return Objects.requireNonNull(seen.get(beat.member()), "seen");
    }

    private static boolean isLive(Seen last, Instant now) {
        boolean recent = last.beat().isAfter(now.minus(ALIVE)) && !last.beat().isAfter(now);
        return recent || (last.again() && !last.isFor(ALIVE, now));
    }

    private static boolean isDead(Seen last, Instant now) {
        boolean longAgo = last.beat().isBefore(now.minus(CLOCKS));
        return last.isFor(longAgo && !last.again() ? TELLING : ALIVE, now);
    }
}
