package dev.baton.mirror;

import dev.baton.state.SwitchedGeneration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The changes of topics of the target, of their configs and of rights on them, one at a time. Each keeps to what is switched when
 * it is made and not when it was found to be due, so that who acknowledges a switch need only know that none is under way.
 */
final class TopicChanges {
    private final Supplier<SwitchedGeneration> switched;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** @param switched what is switched by now, as far as this process has read */
    TopicChanges(Supplier<SwitchedGeneration> switched) {
        this.switched = switched;
    }

    /** Makes a change; it is to leave alone what the given generation covers. */
    synchronized <T> T make(Function<SwitchedGeneration, T> change) {
        begun.incrementAndGet();
        try {
            return change.apply(switched.get());
        } finally {
            ended.incrementAndGet();
        }
    }

    /** Makes a change of one topic of the source's copy, unless it is switched; whether it was made. */
    boolean makeFor(String topic, Runnable change) {
        return make(word -> {
            if (word.coversTopic(topic)) {
                return false;
            }
            change.run();
            return true;
        });
    }

    /** How many were begun so far. Those that follow know of all that is switched by now. */
    long begun() {
        return begun.get();
    }

    /** Whether so many have ended. */
    boolean haveEnded(long changes) {
        return ended.get() >= changes;
    }
}
