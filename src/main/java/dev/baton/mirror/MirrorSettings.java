package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror process is asked to do.
 *
 * @param once stop when everything is mirrored that the source had at the start
 * @param groupsOnly carry commits over only; somebody else mirrors the records
 * @param remirror topics, by their names on the source, that begin anew where they are new and empty on the target
 * @param maxRate bytes of record batches that this process appends a second at most; null for no limit
 */
public record MirrorSettings(
        FlowConfig flow,
        ClusterConfig source,
        ClusterConfig target,
        boolean once,
        boolean groupsOnly,
        Set<String> remirror,
        @Nullable Long maxRate) {
    public MirrorSettings {
        remirror = Set.copyOf(remirror);
    }

    public MirrorSettings(FlowConfig flow, ClusterConfig source, ClusterConfig target, boolean once) {
        this(flow, source, target, once, false, Set.of(), null);
    }
}
