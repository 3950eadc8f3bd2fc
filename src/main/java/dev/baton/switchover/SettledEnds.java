package dev.baton.switchover;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import dev.baton.failure.Pause;
import dev.baton.wire.Leader;
import dev.baton.wire.LogEnds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where logs of the target end, once all is replicated that their leaders held when they were first asked. Mirrors write
 * nothing any more then. What they wrote last may lie above the high watermark, where it is not to be seen yet: a batch whose
 * answer was lost, or one of a mirror that died. Taken for the end, the high watermark would count such records as written by
 * the applications. What comes after the first question is theirs, so that it is not waited for.
 *
 * <p>A new leader is asked anew: what its predecessor held above the high watermark may be gone.
 */
final class SettledEnds {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Function<Set<TopicPartition>, Map<TopicPartition, LogEnds.Ends>> logs;
    private final Clock clock;
    private final Duration patience;
    private final boolean acceptUnreplicated;
    private final Map<TopicPartition, LogEnds.Ends> first = new PartitionMap<>();
    private final Map<TopicPartition, LogEnds.Ends> last = new PartitionMap<>();
    private final Map<TopicPartition, Long> settled = new PartitionMap<>();

    /**
     * Asks nothing yet.
     *
     * @param logs asks leaders, and leaves out those that do not answer
     * @param acceptUnreplicated whether what a leader held is taken, too, where it is not replicated in time
     */
    SettledEnds(
            Function<Set<TopicPartition>, Map<TopicPartition, LogEnds.Ends>> logs,
            Clock clock,
            Duration patience,
            boolean acceptUnreplicated) {
        this.logs = logs;
        this.clock = clock;
        this.patience = patience;
        this.acceptUnreplicated = acceptUnreplicated;
    }

    /**
     * Where they end.
     *
     * @param unreplicated those of them that hang on their leader alone, in words; empty where there are none
     */
    record Settled(Map<TopicPartition, Long> offsets, String unreplicated) {}

    /**
     * Waits for them.
     *
     * @param whileWaiting called at each look but the first
     * @throws BatonException refused, where the time is over before all are replicated, or have at least said where they end
     *     if that is accepted
     */
    Settled await(Collection<TopicPartition> partitions, Runnable whileWaiting) {
        Instant deadline = clock.instant().plus(patience);
        Set<TopicPartition> open = PartitionMap.newSet(partitions);
        look(open);
        while (!open.isEmpty()) {
            if (clock.instant().isAfter(deadline)) {
                return late(open);
            }
            Pause.take(LOOK);
            whileWaiting.run();
            look(open);
        }
        return new Settled(ByPartition.copy(settled), "");
    }

    private Settled late(Set<TopicPartition> open) {
        for (TopicPartition partition : open) {
            LogEnds.Ends begun = first.get(partition);
            if (!acceptUnreplicated || begun == null) {
                throw notSettled(open);
            }
            settled.put(partition, begun.end());
        }
        return new Settled(ByPartition.copy(settled), explained(open));
    }

    private void look(Set<TopicPartition> open) {
        logs.apply(Set.copyOf(open)).forEach((partition, now) -> {
            LogEnds.Ends begun = first.get(partition);
            if (begun == null || !isSame(begun.leader(), now.leader())) {
                begun = now;
                first.put(partition, now);
            }
            last.put(partition, now);
            Long highWatermark = now.highWatermark();
            if (highWatermark != null && highWatermark >= begun.end()) {
                settled.put(partition, begun.end());
                open.remove(partition);
            }
        });
    }

    private static boolean isSame(Leader one, Leader other) {
        return one.epoch() == other.epoch() && one.node().id() == other.node().id();
    }

    private BatonException notSettled(Set<TopicPartition> open) {
        return BatonException.refused(
                "after " + patience.toSeconds() + " s it is not sure where the mirrored records end, in "
                        + explained(open),
                "bring the brokers that follow there back, then go on with: baton switch resume ID; or, where they will not"
                        + " come back, with --accept-unreplicated");
    }

    private String explained(Set<TopicPartition> open) {
        Map<TopicPartition, String> why = new PartitionMap<>();
        open.forEach(partition -> why.put(partition, why(last.get(partition))));
        int more = why.size() - Partitions.EXPLAINED;
        return Partitions.explained(why) + (more > 0 ? ", and " + more + " more partitions" : "");
    }

    private static String why(LogEnds.@Nullable Ends seen) {
        return seen == null
                ? "its leader does not say where the log ends"
                : "its leader, broker " + seen.leader().node().id() + ", has it up to " + seen.end()
                        + ", and it is replicated up to "
                        + (seen.highWatermark() == null ? "an offset that is not known yet" : seen.highWatermark());
    }
}
