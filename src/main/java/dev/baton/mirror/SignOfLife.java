package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import dev.baton.state.StateWriter;

/**
 * The beats of this process in the flow's state, for those who look who lives. A switch writes its word and looks then whose
 * answer it has to wait for; a mirror beats before it reads the word with which it begins anything: so one of the two knows of
 * the other, whenever they start.
 */
final class SignOfLife {
    private final StateWriter state;
    private boolean ended;

    SignOfLife(StateWriter state) {
        this.state = state;
    }

    /** Returns when the target has the beat. */
    synchronized void give(MirrorBeat beat) {
        if (!ended) {
            state.write(beat);
        }
    }

    /** Takes it away. A beat that came after that would look like a dead process. */
    synchronized void end(MirrorBeat last) {
        ended = true;
        state.remove(last);
    }
}
