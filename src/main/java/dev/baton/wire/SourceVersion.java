package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/** What the brokers of a source must be able to do. */
public final class SourceVersion {
    private SourceVersion() {}

    /**
     * Asks one broker, any of them.
     *
     * @throws BatonException where it cannot be mirrored from, or does not answer
     */
    public static void require(ClusterConfig cluster) {
        try (Rpc rpc = new Rpc(cluster, "baton-mirror-versions", 1)) {
            require(cluster.alias(), rpc.callAny(new ApiVersionsRequest.Builder(), ApiVersionsResponse.class));
        }
    }

    static void require(String alias, ApiVersionsResponse versions) {
        ApiVersion fetch = versions.apiVersion(ApiKeys.FETCH.id);
        int spoken = fetch == null ? -1 : fetch.maxVersion();
        if (spoken < SourceLog.BY_TOPIC_ID) {
            throw BatonException.refused(
                    "cluster " + alias + " is too old to be mirrored from: its brokers speak Fetch up to version "
                            + spoken + ", and topics are told from their namesakes by version " + SourceLog.BY_TOPIC_ID,
                    "upgrade its brokers to Kafka 3.1 or newer");
        }
    }
}
