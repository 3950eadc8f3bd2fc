package dev.baton.state;

import java.time.Instant;

/**
 * What is true of a flow for as long as it lives; written once, before the first record is mirrored.
 *
 * @param prefix what a source topic's name gets in front on the target; empty for the identity policy
 * @param producerId shared by every process that ever appends to the preserved partitions of the flow; its epoch is 0
 * @param markerProducerId the producer id of the control markers that fill gaps
 */
public record FlowFacts(
        String from,
        String to,
        String sourceClusterId,
        String targetClusterId,
        String prefix,
        int shards,
        long producerId,
        long markerProducerId,
        Instant since)
        implements StateRecord {

    /** Whether these are of the same flow, though another process may have made them, with producer ids of its own. */
    public boolean areOfTheFlowOf(FlowFacts other) {
        return new FlowFacts(
                        from,
                        to,
                        sourceClusterId,
                        targetClusterId,
                        prefix,
                        shards,
                        other.producerId,
                        other.markerProducerId,
                        other.since)
                .equals(other);
    }
}
