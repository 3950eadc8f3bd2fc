package dev.baton.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatementsTest {
    @Test
    void shouldReadBoundsAndKeepUnknownOnesUnknown() {
        // Given
        String json = """
                {"apiVersion":"baton/v1","kind":"Translations","items":[
                  {"group":"g","topic":"t","partition":1,"committed":7,"target":5,"confidence":"exact",
                   "rereadAtMost":0,"rereadIfCommitsUnseen":3},
                  {"group":"g","topic":"t","partition":2,"committed":9,"target":null,"confidence":"unknown",
                   "rereadAtMost":null}]}
                """;

        // When
        Map<String, Map<TopicPartition, Bound>> bounds = Statements.bounds(json);

        // Then
        assertThat(bounds)
                .containsOnlyKeys("g")
                .containsEntry(
                        "g",
                        Map.of(
                                new TopicPartition("t", 1), new Bound(7L, 5L, "exact", 0L, 3L),
                                new TopicPartition("t", 2), new Bound(9L, null, "unknown", null, null)));
    }

    @Test
    void shouldReadTheStatedLoss() {
        // When
        LossCheck.Statement stated = Statements.loss(
                "{\"rpo\":{\"unmirroredAtLeast\":4,\"asOf\":\"2026-11-22T12:00:00.5Z\",\"exact\":false}}");
        LossCheck.Statement unknown = Statements.loss("{\"rpo\":{\"unmirroredAtLeast\":null,\"asOf\":null}}");

        // Then
        assertThat(stated).isEqualTo(new LossCheck.Statement(4L, Instant.parse("2026-11-22T12:00:00.500Z")));
        assertThat(unknown).isEqualTo(new LossCheck.Statement(null, null));
    }

    @Test
    void shouldLeaveOutPartitionsThatAreNotKnownToBeBehindOrNot() {
        // When
        Map<TopicPartition, Long> behind =
                Statements.behind("{\"items\":[{\"topic\":\"t\",\"partition\":0,\"recordsBehind\":12},"
                        + "{\"topic\":\"t\",\"partition\":1,\"recordsBehind\":null}]}");

        // Then
        assertThat(behind).isEqualTo(Map.of(new TopicPartition("t", 0), 12L));
    }
}
