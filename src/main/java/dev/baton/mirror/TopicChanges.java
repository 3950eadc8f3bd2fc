package dev.baton.mirror;

import dev.baton.state.SwitchedGeneration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The changes of topics of the target, of their configs and of rights on them, one at a time. Each keeps to what is switched when
 * it is made and not when it was found to be due, so that who acknowledges a switch need only know that none is under way.
 */
final class TopicChanges {
    private final Supplier<SwitchedGeneration> switched;
    private final ReentrantLock underWay = new ReentrantLock();

    /** @param switched what is switched by now, as far as this process has read */
    TopicChanges(Supplier<SwitchedGeneration> switched) {
        this.switched = switched;
    }

    /** Makes a change; it is to leave alone what the given generation covers. */
    <T> T make(Function<SwitchedGeneration, T> change) {
        underWay.lock();
        try {
            return change.apply(switched.get());
        } finally {
            underWay.unlock();
        }
    }

    /** Whether none is under way. One that is made later knows of all that is switched by now. */
    boolean isQuiet() {
        if (!underWay.tryLock()) {
            return false;
        }
        underWay.unlock();
        return true;
    }
}
