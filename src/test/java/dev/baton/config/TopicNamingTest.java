package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamingTest {
    private final TopicNaming back = TopicNaming.stripping("east.");

    @Test
    void shouldLeadThereAndBack() {
        TopicNaming there = TopicNaming.prefixed("east", ".");

        assertThat(there.targetTopic("orders")).isEqualTo("east.orders");
        assertThat(there.sourceTopic("east.orders")).contains("orders");
        assertThat(there.sourceTopic("orders")).isEmpty();
        assertThat(there.sourceTopic("east.")).isEmpty();
        assertThat(back.targetTopic("east.orders")).isEqualTo("orders");
        assertThat(back.sourceTopic("orders")).contains("east.orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "orders", "east.", "eastern"})
    void shouldRefuseTheWayBackOfWhatIsNoCopy(String topic) {
        assertThatThrownBy(() -> back.targetTopic(topic))
                .isInstanceOfSatisfying(
                        BatonException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.USAGE))
                .hasMessage("topic " + topic + " is no copy of this flow: copies are called east.TOPIC");
    }
}
