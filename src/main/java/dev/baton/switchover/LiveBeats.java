package dev.baton.switchover;

import dev.baton.state.MirrorBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which mirrors live, as their beats tell one who looks several times: those whose last beat is recent by the looker's clock, and
 * those that beat again while he looks. A beat from the future alone says nothing: its mirror's clock was ahead, and it may be
 * dead since.
 */
final class LiveBeats {
    /**
     * A mirror beats every second; one that froze since may go on when it wakes, until five seconds after the group's coordinator
     * last confirmed it, which it asks every second, too.
     */
    private static final Duration ALIVE = Duration.ofSeconds(7);

    private final Map<String, Instant> firstSeen = new HashMap<>();

    /** Those of one look that live. */
    List<MirrorBeat> live(List<MirrorBeat> beats, Instant now) {
        beats.forEach(beat -> firstSeen.putIfAbsent(beat.member(), beat.time()));
        return beats.stream().filter(beat -> isLive(beat, now)).toList();
    }

    private boolean isLive(MirrorBeat beat, Instant now) {
        boolean recent = beat.time().isAfter(now.minus(ALIVE)) && !beat.time().isAfter(now);
        return recent || beat.time().isAfter(firstSeen.getOrDefault(beat.member(), beat.time()));
    }
}
