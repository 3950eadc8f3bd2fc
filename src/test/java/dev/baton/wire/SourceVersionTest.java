package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.junit.jupiter.api.Test;

class SourceVersionTest {
    @Test
    void shouldRefuseABrokerThatTellsTopicsByNameAlone() {
        assertThatThrownBy(() -> SourceVersion.require("east", speaking(12)))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("cluster east is too old")
                .hasMessageContaining("Fetch up to version 12");
        assertThatThrownBy(() -> SourceVersion.require("east", new ApiVersionsResponse(new ApiVersionsResponseData())))
                .isInstanceOf(BatonException.class);
    }

    @Test
    void shouldTakeABrokerThatTellsTopicsById() {
        assertThatCode(() -> SourceVersion.require("east", speaking(13))).doesNotThrowAnyException();
    }

    private static ApiVersionsResponse speaking(int fetch) {
        ApiVersionCollection keys = new ApiVersionCollection();
        keys.add(new ApiVersion()
                .setApiKey(ApiKeys.FETCH.id)
                .setMinVersion((short) 0)
                .setMaxVersion((short) fetch));
        return new ApiVersionsResponse(new ApiVersionsResponseData().setApiKeys(keys));
    }
}
