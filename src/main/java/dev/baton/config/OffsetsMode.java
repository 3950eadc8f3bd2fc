package dev.baton.config;

/** How a mirrored partition's offsets relate to the source's. */
public enum OffsetsMode {
    /** Every record keeps its offset, or the partition stops. */
    PRESERVE,
    /** Target offsets are whatever the target gives; the offset map remembers which. */
    MAP,
    /** Preserved where that can be done, else mapped. */
    AUTO
}
