package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;

/**
 * What a mirror process is asked to do.
 *
 * @param once stop when everything is mirrored that the source had at the start
 */
public record MirrorSettings(FlowConfig flow, ClusterConfig source, ClusterConfig target, boolean once) {}
