package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.wire.PartitionRef;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fills gaps with the markers of empty transactions, one offset a partition and transaction: some hundred a second and
 * shard, those of several shards at the same time. Used where the right to write markers directly is missing. Thread-safe.
 *
 * <p>Such markers are not compare-and-set, hence: one filler a partition, fenced by the epoch of its shard's transactional id;
 * one transaction of it under way; before each the log is known to end where it should, replicated; never more than are
 * missing. EndTxn's first answer is early, so that the end is read after the second (measured). A coordinator that dies can
 * still write a marker twice, later: the partition then goes on with a run in its offset map.
 */
final class CoordinatorFiller implements AutoCloseable {
    static final int WORKERS = 8;

    private final FillWorker[] workers = new FillWorker[WORKERS];
    /** Which worker has a transactional id: in turn, so that none has two before each has one. */
    private final Map<String, FillWorker> assigned = new HashMap<>();

    /**
     * Connects to nothing yet.
     *
     * @param lease held when a marker is sent
     * @param fatal told of what ends one of its threads
     */
    CoordinatorFiller(ClusterConfig target, Lease lease, Consumer<Throwable> fatal) {
        for (int i = 0; i < WORKERS; i++) {
            workers[i] = new FillWorker(target, lease, fatal, "baton-fill-" + i);
        }
    }

    /** Writes markers; the job is told of its end on another thread. */
    void fill(FillJob job) {
        workerOf(job.way().transactionalId()).add(job);
    }

    private synchronized FillWorker workerOf(String transactionalId) {
        return assigned.computeIfAbsent(transactionalId, id -> workers[assigned.size() % WORKERS]);
    }

    /** Begins no more markers for that partition. */
    void cancel(PartitionRef partition) {
        for (FillWorker worker : workers) {
            worker.cancel(partition);
        }
    }

    /** Whether a marker for that partition may be under way. */
    boolean isFilling(PartitionRef partition) {
        for (FillWorker worker : workers) {
            if (worker.isFilling(partition)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        for (FillWorker worker : workers) {
            worker.end();
        }
    }
}
