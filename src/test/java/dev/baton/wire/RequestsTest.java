package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.message.ProduceResponseData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "5, true"})
    void shouldTellWhetherTheAnswerHasATimeWhicheverItIs(long logAppendTime, boolean timed) {
        // Given
        ProduceResponseData.PartitionProduceResponse answer = new ProduceResponseData.PartitionProduceResponse()
                .setBaseOffset(3)
                .setLogAppendTimeMs(logAppendTime);
        // Then
        assertThat(Requests.appended(answer)).isEqualTo(new Appended.Accepted(3, timed));
    }
}
