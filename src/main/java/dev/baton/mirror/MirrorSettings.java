package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror process is asked to do.
 *
 * @param once stop when everything is mirrored that the source had at the start
 * @param groupsOnly carry commits over only; somebody else mirrors the records
 * @param maxRate bytes of record batches that this process appends a second at most; null for no limit
 */
public record MirrorSettings(
        FlowConfig flow,
        ClusterConfig source,
        ClusterConfig target,
        boolean once,
        boolean groupsOnly,
        @Nullable Long maxRate) {
    public MirrorSettings(FlowConfig flow, ClusterConfig source, ClusterConfig target, boolean once) {
        this(flow, source, target, once, false, null);
    }
}
