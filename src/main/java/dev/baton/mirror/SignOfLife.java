package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The beats of this process in the flow's state, for those who look who lives, and the words there that it has to keep to. A
 * switch writes its word and looks then whose answer it has to wait for; a mirror beats, reads on, and may then send for a
 * while: so one of the two knows of the other, whenever they start.
 */
final class SignOfLife {
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    /** Longer than electing a leader for the flow's state takes. */
    private static final Duration ISOLATED = Duration.ofSeconds(30);

    /** Where nobody answers, others fare no better, as a rule; and who comes back has to begin anew. */
    private static final Duration UNREACHABLE = Duration.ofMinutes(3);

    private final StateWriter state;
    private final StateTail tail;
    private final Lease lease;
    private final Consumer<SwitchedGeneration> keepTo;
    private volatile @Nullable Long given;
    private volatile @Nullable Failure giving;
    private volatile @Nullable Failure reading;
    private boolean ended;

    private record Failure(BatonException why, long sinceNanos) {
        static Failure of(BatonException why, @Nullable Failure before) {
            return new Failure(why, before == null ? System.nanoTime() : before.sinceNanos());
        }

        boolean lasts(Duration refused, Duration unreachable) {
            Duration atLeast = why.kind() == FailureKind.UNREACHABLE ? unreachable : refused;
            return System.nanoTime() - sinceNanos >= atLeast.toNanos();
        }
    }

    /** @param keepTo what is done with each word, in order: nothing that it moved is begun from then on; waits for nothing */
    SignOfLife(StateWriter state, StateTail tail, Lease lease, Consumer<SwitchedGeneration> keepTo) {
        this.state = state;
        this.tail = tail;
        this.lease = lease;
        this.keepTo = keepTo;
    }

    /**
     * Returns when the target has the beat.
     *
     * @param beat made when its turn has come: others judge by its time how long the lease may hold yet
     */
    synchronized void give(Supplier<MirrorBeat> beat) {
        if (ended) {
            return;
        }
        long now = System.nanoTime();
        try {
            state.write(beat.get());
        } catch (BatonException e) {
            giving = Failure.of(e, giving);
            throw e;
        }
        given = now;
        giving = null;
    }

    /** Reads on, keeps to what came, and renews the lease by that; whether all is read that the target had by now. */
    boolean read(Duration atMost) {
        Long told = given;
        boolean all = poll(atMost);
        tail.tellWords(keepTo);
        if (all && told != null) {
            lease.informed(told);
        }
        return all;
    }

    private boolean poll(Duration atMost) {
        try {
            boolean all = tail.poll(atMost);
            reading = all ? null : Failure.of(late(), reading);
            return all;
        } catch (BatonException e) {
            reading = Failure.of(e, reading);
            throw e;
        }
    }

    private static BatonException late() {
        return new BatonException(FailureKind.UNREACHABLE, "the flow's state is not read in time");
    }

    /** Gives it, and reads on then. */
    boolean giveAndRead(Supplier<MirrorBeat> beat) {
        give(beat);
        return read(CATCH_UP);
    }

    /** Why this process could not tell, or not be told, for long; null where it could. */
    @Nullable
    BatonException failing() {
        return failing(ISOLATED, ISOLATED);
    }

    private @Nullable BatonException failing(Duration refused, Duration unreachable) {
        Failure toGive = giving;
        Failure toRead = reading;
        if (toGive != null && toGive.lasts(refused, unreachable)) {
            return toGive.why();
        }
        return toRead != null && toRead.lasts(refused, unreachable) ? toRead.why() : null;
    }

    /** Why it is to leave its share of the work to others; null where it is not. */
    @Nullable
    BatonException isolation() {
        return failing(ISOLATED, UNREACHABLE);
    }

    /** Takes it away. A beat that came after that would look like a dead process. */
    synchronized void end(MirrorBeat last) {
        ended = true;
        state.remove(last);
    }
}
