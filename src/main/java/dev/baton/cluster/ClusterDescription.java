package dev.baton.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A cluster as a whole.
 *
 * @param metadataVersion level of the feature {@code metadata.version}, which stands for the release that the cluster was
 *     upgraded to; null where it has none. The brokers name no release themselves
 */
public record ClusterDescription(
        String alias,
        String clusterId,
        int brokers,
        @Nullable Integer metadataVersion) {
    static final String METADATA_VERSION = "metadata.version";
}
