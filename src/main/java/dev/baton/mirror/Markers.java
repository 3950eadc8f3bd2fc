package dev.baton.mirror;

import dev.baton.wire.ProducerIdentity;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** How the gaps of a partition that keeps its offsets are filled. */
sealed interface Markers {
    /**
     * By the partition's leader, in one request, which takes the right to write markers. A request whose outcome is not known
     * may be carried out at any time yet, so that each reading of a log is followed by markers of a higher coordinator epoch:
     * once the first of them is in the log its leader refuses all that are older (ProducerAppendInfo.checkCoordinatorEpoch).
     * Epochs are seconds, so that those of another process, of which the log shows none yet, are lower too. Thread-safe.
     */
    final class Direct implements Markers {
        /** Kept small: an epoch has 31 bits. */
        private static final long SECONDS_BEGIN =
                Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

        private final long producerId;
        private final AtomicInteger newestEpoch = new AtomicInteger(-1);

        Direct(long producerId) {
            this.producerId = producerId;
        }

        long producerId() {
            return producerId;
        }

        /**
         * An epoch above all that were given before by this process, that are in the log, or that another process gave earlier.
         *
         * @param inLog the highest one of the log's markers
         */
        int nextEpoch(int inLog) {
            int now = (int) (Instant.now().getEpochSecond() - SECONDS_BEGIN);
            return newestEpoch.updateAndGet(newest -> Math.max(Math.max(newest, inLog) + 1, now));
        }
    }

    /** By the transaction coordinator, an empty transaction for each offset, where that right is missing. */
    final class Coordinated implements Markers {
        private final String transactionalId;
        private final ProducerIdentity identity;
        private volatile boolean spent;

        Coordinated(String transactionalId, ProducerIdentity identity) {
            this.transactionalId = transactionalId;
            this.identity = identity;
        }

        String transactionalId() {
            return transactionalId;
        }

        ProducerIdentity identity() {
            return identity;
        }

        /** A transaction failed, and may be open: taking the next epoch ends it, before any log is read again. */
        void spend() {
            spent = true;
        }

        boolean isSpent() {
            return spent;
        }
    }
}
