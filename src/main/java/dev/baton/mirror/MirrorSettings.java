package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;

/**
 * What a mirror process is asked to do.
 *
 * @param once stop when everything is mirrored that the source had at the start
 * @param groupsOnly carry commits over only; somebody else mirrors the records
 */
public record MirrorSettings(
        FlowConfig flow, ClusterConfig source, ClusterConfig target, boolean once, boolean groupsOnly) {
    public MirrorSettings(FlowConfig flow, ClusterConfig source, ClusterConfig target, boolean once) {
        this(flow, source, target, once, false);
    }
}
