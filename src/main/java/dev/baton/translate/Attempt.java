package dev.baton.translate;

import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import java.util.function.Supplier;

/** One question to a cluster whose failure must not cost what other questions find. */
final class Attempt {
    private Attempt() {}

    /**
     * What it came to: a right that is missing, silence, or something that is not there, is a failed outcome. All else, an
     * interruption above all, is thrown on.
     */
    static <T> Outcome<T> of(Supplier<T> question) {
        try {
            return Outcome.known(question.get());
        } catch (BatonException e) {
            return switch (e.kind()) {
                case UNAUTHORISED, UNREACHABLE, INCOMPLETE -> Outcome.failed(e);
                case UNEXPECTED, USAGE, REFUSED, INTERRUPTED -> throw e;
            };
        }
    }
}
