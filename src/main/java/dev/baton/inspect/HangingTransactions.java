package dev.baton.inspect;

import dev.baton.cluster.OpenTransaction;
import dev.baton.inspect.ReadinessReport.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Transactions on the target that nobody will end: consumers that read committed stand still before them. Pure. */
final class HangingTransactions {
    static final String CHECK = "transactions";

    /** A broker's {@code transaction.max.timeout.ms}: it aborts what is open for longer, unless it forgot about it. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private HangingTransactions() {}

    static void check(Readiness readiness, TopicPartition partition, Collection<OpenTransaction> open, Instant now) {
        readiness.checking(CHECK);
        open.stream()
                .filter(transaction -> transaction.lastWritten().plus(LONGEST).isBefore(now))
                .forEach(transaction -> readiness.add(
                        Severity.WARNING,
                        CHECK,
                        "on the target's " + partition + " a transaction of producer " + transaction.producerId()
                                + " is open from offset " + transaction.start() + " on, last written at "
                                + transaction.lastWritten(),
                        "consumers with isolation.level=read_committed do not get past it",
                        "kafka-transactions abort --topic " + partition.topic() + " --partition "
                                + partition.partition() + " --start-offset " + transaction.start()));
    }
}
