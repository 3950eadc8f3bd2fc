package dev.baton.mirror;

import dev.baton.wire.LogControl.ProducerIdentity;

/** How the gaps of a partition that keeps its offsets are filled. */
sealed interface Markers {
    /** By the partition's leader, in one request, which takes the right to write markers. */
    record Direct(long producerId) implements Markers {}

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
