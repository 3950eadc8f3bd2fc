package dev.baton.cluster;

import dev.baton.failure.BatonException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one item of a request came to: its value, or why there is none. A failed item never becomes a 0 or a missing row.
 */
public sealed interface Outcome<T> {
    /** The cluster answered. */
    record Known<T>(T value) implements Outcome<T> {}

    /** The cluster did not answer, or refused, for this item. */
    record Failed<T>(BatonException failure) implements Outcome<T> {}

    static <T> Outcome<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Outcome<T> failed(BatonException failure) {
        return new Failed<>(failure);
    }

    /** The value; null where there is none. */
    default @Nullable T orNull() {
        return this instanceof Known<T> known ? known.value() : null;
    }

    /** The value, or the failure thrown. */
    default T orThrow() {
        if (this instanceof Failed<T> failed) {
            throw failed.failure();
        }
        return ((Known<T>) this).value();
    }

    default <R> Outcome<R> map(Function<T, R> change) {
        if (this instanceof Failed<T> failed) {
            return failed(failed.failure());
        }
        return known(change.apply(((Known<T>) this).value()));
    }
}
