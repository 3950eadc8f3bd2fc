package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.OpenTransaction;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.state.MirrorBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions that stand still because a transaction of the source stays open: nothing behind its first record can be read as
 * committed, by whomever. Mirroring on is right as soon as it ends; who does not know of it waits for ever.
 */
final class HeldBack {
    private static final Logger LOG = LoggerFactory.getLogger(HeldBack.class);

    /** Half of the time after which a coordinator aborts a transaction by default. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Since when a partition's last stable offset is what it is, with records behind it. */
    private record Stand(long lastStable, Instant since) {}

    private final Cluster source;
    private final Map<TopicPartition, Stand> stands = new PartitionMap<>();
    private volatile List<MirrorBeat.Fault> faults = List.of();
    private boolean looksNoMore;

    HeldBack(Cluster source) {
        this.source = source;
    }

    /** The partitions that have stood still for long, each with the transaction that holds it, as of the last look. */
    List<MirrorBeat.Fault> faults() {
        return faults;
    }

    /** Looks at how far the partitions are, and asks the source about those that stand still. */
    synchronized void look(Map<TopicPartition, Progress> progress, Instant now) {
        if (!looksNoMore) {
            ask(standStill(progress, now), now);
        }
    }

    /** Asks the source about partitions that are known to have stood still for long, and for the last time. */
    synchronized void lookLast(Set<TopicPartition> still, Instant now) {
        looksNoMore = true;
        ask(still, now);
    }

    private void ask(Set<TopicPartition> still, Instant now) {
        List<MirrorBeat.Fault> found = still.isEmpty() ? List.of() : holders(still, now);
        found.stream()
                .filter(fault -> !isKnown(fault))
                .forEach(fault -> LOG.warn("{}-{}: {}", fault.topic(), fault.partition(), fault.reason()));
        faults = List.copyOf(found);
    }

    private List<MirrorBeat.Fault> holders(Set<TopicPartition> partitions, Instant now) {
        List<MirrorBeat.Fault> found = new ArrayList<>();
        source.producers().openTransactions(partitions).forEach((partition, outcome) -> {
            if (outcome instanceof Outcome.Failed<List<OpenTransaction>> failed) {
                LOG.debug("who holds {} is not known: {}", partition, reason(failed.failure()));
            } else {
                outcome.orThrow().stream()
                        .min(Comparator.comparing(OpenTransaction::start))
                        .ifPresent(transaction -> found.add(fault(partition, transaction, now)));
            }
        });
        return found;
    }

    private static String reason(BatonException failure) {
        return String.valueOf(failure.getMessage());
    }

    private boolean isKnown(MirrorBeat.Fault fault) {
        return faults.stream()
                .anyMatch(known -> known.topic().equals(fault.topic()) && known.partition() == fault.partition());
    }

    /** Partitions of which all is mirrored that is decided, while what is not decided has not moved for long. */
    Set<TopicPartition> standStill(Map<TopicPartition, Progress> progress, Instant now) {
        stands.keySet().retainAll(progress.keySet());
        progress.forEach((partition, at) -> {
            Long stable = at.lastStable();
            Long end = at.highWatermark();
            if (stable == null || end == null || stable >= end || at.coveredTo() < stable) {
                stands.remove(partition);
            } else {
                stands.merge(
                        partition,
                        new Stand(stable, now),
                        (before, fresh) -> before.lastStable() == fresh.lastStable() ? before : fresh);
            }
        });
        return stands.entrySet().stream()
                .filter(e -> e.getValue().since().plus(PATIENCE).isBefore(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private MirrorBeat.Fault fault(TopicPartition partition, OpenTransaction open, Instant now) {
        long age = Duration.between(open.lastWritten(), now).toSeconds();
        String reason = "a transaction of " + source.alias() + " holds back all that follows: producer id "
                + open.producerId() + ", open from offset " + open.start() + ", last written to " + age
                + " s ago; let its producer end it, or abort it: kafka-transactions.sh abort --topic "
                + partition.topic() + " --partition " + partition.partition() + " --start-offset " + open.start();
        return new MirrorBeat.Fault(partition.topic(), partition.partition(), reason);
    }
}
