package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetsFileTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    @Test
    void shouldReadCsvWithAndWithoutGroupsAndHeader() {
        assertThat(OffsetsFile.read("f", "topic,partition,offset\norders,0,42\n\n# a comment\norders,1, 43\n"))
                .containsExactly(
                        new GivenOffset(null, ORDERS, 42), new GivenOffset(null, new TopicPartition("orders", 1), 43));
        assertThat(OffsetsFile.read("f", "sink,orders,0,42")).containsExactly(new GivenOffset("sink", ORDERS, 42));
    }

    @Test
    void shouldReadJsonLines() {
        assertThat(OffsetsFile.read("f", """
                        {"topic":"orders","partition":0,"offset":42}
                        {"group":"sink","topic":"orders","partition":0,"offset":41,"more":true}
                        """))
                .containsExactly(new GivenOffset(null, ORDERS, 42), new GivenOffset("sink", ORDERS, 41));
    }

    @Test
    void shouldReadQuotedFields() {
        assertThat(OffsetsFile.read("f", """
                        # saved today
                        "group","topic","partition","offset"
                        "a, b","orders","0","42"
                        """)).containsExactly(new GivenOffset("a, b", ORDERS, 42));
    }

    @Test
    void shouldDropNothingOfALineSilently() {
        String one = "{\"topic\":\"orders\",\"partition\":0,\"offset\":42}";
        assertThatThrownBy(() -> OffsetsFile.read("f", one + one.replace("0,", "1,")))
                .hasMessageContaining("f:1: not one JSON object");
        assertThatThrownBy(() -> OffsetsFile.read("f", "{\"group\":7," + one.substring(1)))
                .hasMessageContaining("f:1: group 7 is no text");
        assertThat(OffsetsFile.read("f", "{\"group\":null," + one.substring(1)))
                .containsExactly(new GivenOffset(null, ORDERS, 42));
        assertThatThrownBy(() -> OffsetsFile.read("f", "\"orders,0,42")).hasMessageContaining("f:1: ");
    }

    @Test
    void shouldReportEveryWrongLineAndReadNothing() {
        assertThatThrownBy(
                        () -> OffsetsFile.read("f", "orders,0,42\norders,0,43\norders,x,1\n{\norders,1\norders,1,-1"))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("f:2: orders-0 comes in line 1 already")
                .hasMessageContaining("f:3: ")
                .hasMessageContaining("f:4: not one JSON object")
                .hasMessageContaining("f:5: ")
                .hasMessageContaining("f:6: ");
        assertThatThrownBy(() -> OffsetsFile.read("f", "")).hasMessageContaining("holds no offsets");
    }
}
