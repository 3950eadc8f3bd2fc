package dev.baton.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about the flow; null where it says nothing.
 *
 * @param config the configuration file
 * @param from alias of the source
 * @param to alias of the target
 * @param sourceBootstrap with the next three: clusters without a configuration file
 * @param sourceConfig an ordinary Kafka {@code client.properties}
 */
public record FlowRequest(
        @Nullable Path config,
        @Nullable String from,
        @Nullable String to,
        @Nullable String sourceBootstrap,
        @Nullable String targetBootstrap,
        @Nullable Path sourceConfig,
        @Nullable Path targetConfig) {

    /** Whether clusters are given by flags, so that no configuration file is read. */
    public boolean givesClusters() {
        return sourceBootstrap != null || targetBootstrap != null || sourceConfig != null || targetConfig != null;
    }
}
