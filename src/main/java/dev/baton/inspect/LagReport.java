package dev.baton.inspect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition of a flow is mirrored.
 *
 * @param sourceReachable whether source ends are the present ones; else they are as last seen by the mirror
 */
public record LagReport(boolean sourceReachable, List<Item> items) {
    public LagReport {
        items = List.copyOf(items);
    }

    /**
     * One partition; what is not known is null.
     *
     * @param sourceEnd log end on the source
     * @param sourceStable last stable offset on the source
     * @param mirroredTo every committed source record below it is on the target
     * @param recordsBehind offsets between the two: at most so many records are missing on the target
     * @param secondsBehind how long the first record that is missing has been on the source, by its own time
     * @param asOf when the source's ends were true
     * @param reason why something is not known
     */
    public record Item(
            String topic,
            int partition,
            @Nullable Long sourceEnd,
            @Nullable Long sourceStable,
            @Nullable Long mirroredTo,
            @Nullable Long recordsBehind,
            @Nullable Long secondsBehind,
            String targetTopic,
            @Nullable Long targetEnd,
            @Nullable Instant asOf,
            @Nullable String reason) {}
}
