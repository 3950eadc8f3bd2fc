package dev.baton.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Tells aborted batches from committed ones in one fetch response, as a read_committed consumer does: a producer's batches
 * are aborted from the first offset that the broker named on, until its next control batch.
 */
final class AbortedTransactions {
    private final Deque<AbortedTransaction> ahead = new ArrayDeque<>();
    private final Set<Long> aborting = new HashSet<>();

    AbortedTransactions(@Nullable List<AbortedTransaction> aborted) {
        if (aborted != null) {
            aborted.stream()
                    .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                    .forEach(ahead::add);
        }
    }

    /** Whether this batch, the next one in log order, belongs to an aborted transaction. */
    boolean isAborted(ByteBuffer batch) {
        AbortedTransaction next = ahead.peek();
        while (next != null && next.firstOffset() < BatchHeader.nextOffset(batch)) {
            aborting.add(ahead.remove().producerId());
            next = ahead.peek();
        }
        if (!BatchHeader.isTransactional(batch)) {
            return false;
        }
        long producer = BatchHeader.producerId(batch);
        if (BatchHeader.isControl(batch)) {
            aborting.remove(producer);
            return false;
        }
        return aborting.contains(producer);
    }
}
