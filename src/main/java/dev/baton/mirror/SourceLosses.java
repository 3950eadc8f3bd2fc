package dev.baton.mirror;

import dev.baton.config.OffsetsMode;
import dev.baton.config.SourceLoss;
import dev.baton.failure.BatonException;
import dev.baton.offsets.LostRange;
import dev.baton.offsets.OffsetMap;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a partition whose source deleted records before they were mirrored: it stops, or what is lost is written
 * down and it goes on. Pure, but for what it says.
 */
final class SourceLosses {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLosses.class);

    /** More than that are not filled with markers, 80 bytes each on the target, unless offsets must be preserved. */
    private static final long MAX_FILLED = 1_000_000;

    private final SourceLoss answer;

    SourceLosses(SourceLoss answer) {
        this.answer = answer;
    }

    /**
     * What is lost of a partition that is to go on.
     *
     * @param sourceStart where the source's log starts now
     * @return empty where it is nothing
     * @throws BatonException where the flow is to stop then
     */
    Optional<LostRange> lost(Sides sides, long sourceStart, long nextSource, long nextTarget) {
        if (sourceStart <= nextSource) {
            return Optional.empty();
        }
        if (answer == SourceLoss.STOP) {
            throw BatonException.refused(
                    "source offsets " + nextSource + " to " + (sourceStart - 1) + " of " + sides.source()
                            + " were deleted before they were mirrored: the source's log starts at " + sourceStart,
                    "go on without them: --on-source-loss=continue; or, to mirror anew what is left, "
                            + Remirror.remedy(sides.source(), sides.target()));
        }
        return Optional.of(new LostRange(nextSource, sourceStart, nextTarget, Instant.now()));
    }

    /** Whether a topic for which that is configured rather goes over to mapped offsets. */
    static boolean isTooMuchToFill(LostRange lost, OffsetsMode offsets) {
        return lost.length() > MAX_FILLED && offsets == OffsetsMode.AUTO;
    }

    /** The part of a loss that the map does not know yet, to be written down; a gap is filled in several goes. */
    Optional<LostRange> unknown(Sides sides, LostRange lost, OffsetMap map) {
        long from = lost.from();
        for (LostRange known : map.lost()) {
            from = known.from() <= from ? Math.max(from, known.to()) : from;
        }
        if (from >= lost.to()) {
            return Optional.empty();
        }
        LOG.warn(
                "{}: source offsets {} to {} were deleted before they were mirrored; going on without them",
                sides.source(),
                from,
                lost.to() - 1);
        return Optional.of(new LostRange(from, lost.to(), lost.target(), lost.found()));
    }
}
