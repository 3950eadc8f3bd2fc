package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.KafkaRecord;
import dev.baton.testkit.Trap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final byte[] EMPTY = {};
    private static final byte[] TEXT = {'a'};

    @Test
    @Trap("12")
    void shouldTellTombstonesAndNullKeysFromEmptyOnes() {
        assertThat(of(TEXT, null)).isNotEqualTo(of(TEXT, EMPTY)).isEqualTo(of(TEXT, null));
        assertThat(of(null, TEXT)).isNotEqualTo(of(EMPTY, TEXT)).isEqualTo(of(null, TEXT));
        assertThat(of(null, EMPTY)).isNotEqualTo(of(EMPTY, null));
    }

    @Test
    @Trap("12")
    void shouldTellKeyFromValue() {
        assertThat(of(TEXT, EMPTY)).isNotEqualTo(of(EMPTY, TEXT));
    }

    private static Fingerprint of(byte[] key, byte[] value) {
        return new ContentHash().of(new KafkaRecord(new ConsumerRecord<>("t", 0, 5, key, value)));
    }
}
