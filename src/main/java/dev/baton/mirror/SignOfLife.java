package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import dev.baton.state.StateWriter;
import java.time.Duration;

/**
 * The beats of this process in the flow's state, for those who look who lives. A switch writes its word and looks then whose
 * answer it has to wait for; a mirror beats before it reads the word with which it begins anything: so one of the two knows of
 * the other, whenever they start.
 */
final class SignOfLife {
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final StateWriter state;
    private volatile long givenNanos = System.nanoTime();
    private boolean ended;

    SignOfLife(StateWriter state) {
        this.state = state;
    }

    /** Returns when the target has the beat. */
    synchronized void give(MirrorBeat beat) {
        if (!ended) {
            long now = System.nanoTime();
            state.write(beat);
            givenNanos = now;
        }
    }

    /** Gives it, and reads on then; whether all is read that the target had by that time. */
    boolean giveAndRead(MirrorBeat beat, StateTail tail) {
        give(beat);
        return tail.poll(CATCH_UP);
    }

    /** The last one that the target has came after that moment, by {@link System#nanoTime}. */
    long givenNanos() {
        return givenNanos;
    }

    /** Takes it away. A beat that came after that would look like a dead process. */
    synchronized void end(MirrorBeat last) {
        ended = true;
        state.remove(last);
    }
}
