package dev.baton.mirror;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What goes into the next request of one way: something of each, up to a number of bytes, so that a request arrives in time over a
 * slow link and the broker takes it. Those that it had no more room for come first in the next one. Pure.
 *
 * @param <L> who sends
 * @param <B> what is sent
 */
final class Portions<L, B> {
    private final long enough;
    private final ToIntFunction<B> bytes;
    private int first;

    /**
     * None yet.
     *
     * @param enough with so many bytes nothing more is added: one is sent, whatever its size
     */
    Portions(long enough, ToIntFunction<B> bytes) {
        this.enough = enough;
        this.bytes = bytes;
    }

    /** The next request, by sender; empty where nobody has anything. */
    Map<L, B> next(List<L> senders, Function<L, Optional<B>> take) {
        Map<L, B> request = new LinkedHashMap<>();
        long taken = 0;
        int begin = first < senders.size() ? first : 0;
        for (int i = 0; i < senders.size() && taken < enough; i++) {
            int at = (begin + i) % senders.size();
            L sender = senders.get(at);
            Optional<B> portion = take.apply(sender);
            if (portion.isPresent()) {
                request.put(sender, portion.get());
                taken += bytes.applyAsInt(portion.get());
                first = at + 1;
            }
        }
        return request;
    }
}
