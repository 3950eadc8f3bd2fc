package dev.baton.mirrormaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.KafkaRecord;
import dev.baton.testkit.Trap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CopiedReaderTest {
    private static final String KEY =
            "[\"MirrorSourceConnector\",{\"cluster\":\"east\",\"partition\":0,\"topic\":\"orders\"}]";
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final CopiedReader reader = new CopiedReader("east"::equals);

    @Test
    void shouldTakeTheLastOffsetOfAPartitionUntilItIsTakenAway() {
        // When
        accept(KEY, "{\"offset\":4}");
        accept(KEY, "{\"offset\":41}");
        accept(KEY.replace("east", "north"), "{\"offset\":7}");
        Map<TopicPartition, Copied> before = reader.copied();
        accept(KEY, null);

        // Then
        assertThat(before).containsOnlyKeys(ORDERS);
        assertThat(before.get(ORDERS).to()).isEqualTo(42);
        assertThat(reader.copied()).isEmpty();
    }

    @Test
    @Trap("36")
    void shouldNeverFailNorInventAnOffsetWhateverTheBytes() {
        // Given
        Random random = new Random(5);
        for (String value :
                List.of("{\"offset\":-3}", "{\"offset\":1e99}", "{\"offset\":99999999999999999999}", "[]")) {
            accept(KEY, value);
        }
        for (int round = 0; round < 20_000; round++) {
            // When
            reader.accept(record(damaged(random, KEY), damaged(random, "{\"offset\":41}")));
        }

        // Then
        assertThat(reader.copied()).allSatisfy((partition, copied) -> {
            assertThat(partition.partition()).isNotNegative();
            assertThat(partition.topic()).isNotEmpty();
            assertThat(copied.to()).isPositive();
        });
    }

    private static byte[] damaged(Random random, String intact) {
        byte[] bytes = intact.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private void accept(String key, String value) {
        reader.accept(record(
                key.getBytes(StandardCharsets.UTF_8), value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    private static KafkaRecord record(byte[] key, byte[] value) {
        return new KafkaRecord(new ConsumerRecord<>("mm2-offsets.east.internal", 0, 0, key, value));
    }
}
