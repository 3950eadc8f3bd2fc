package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the target lost though it had acknowledged it, as an unclean election or a replaced disk does. It is copied again where
 * the source still has it, which heals the log; a person has to know all the same. Thread-safe.
 */
final class TargetLosses {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLosses.class);

    /** Long enough for somebody to look. */
    private static final Duration SHOWN = Duration.ofMinutes(10);

    private final Map<TopicPartition, Loss> losses = new ConcurrentHashMap<>();

    private record Loss(long end, long acknowledged, Instant found) {
        String words(String target) {
            return "the target lost what it had acknowledged: " + target + " ends at " + end + " and had ended at "
                    + acknowledged + ", found at " + found.truncatedTo(ChronoUnit.SECONDS)
                    + "; it is copied again as far as the source has it; look for an unclean leader election or a lost"
                    + " disk there";
        }
    }

    /** The log ends where it had ended later before. */
    void found(Sides sides, long end, long acknowledged) {
        TopicPartition partition = sides.source().topicPartition();
        Loss before = losses.get(partition);
        // it may be prepared several times before the first batch of it is there again
        if (before == null || before.acknowledged() != acknowledged) {
            Loss loss = new Loss(end, acknowledged, Instant.now());
            losses.put(partition, loss);
            LOG.warn("{}: {}", partition, loss.words(sides.target().toString()));
        }
    }

    /** Those of the last minutes. */
    List<MirrorBeat.Fault> shown(Instant now) {
        losses.values().removeIf(loss -> loss.found().plus(SHOWN).isBefore(now));
        return losses.entrySet().stream()
                .map(e -> new MirrorBeat.Fault(
                        e.getKey().topic(), e.getKey().partition(), e.getValue().words("its log")))
                .toList();
    }
}
