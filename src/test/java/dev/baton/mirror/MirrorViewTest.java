package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.mirror.MirrorView.Stopped;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MirrorViewTest {
    /** A metric with two equal labels fails the whole scrape. */
    @Test
    void shouldNameAPartitionOnceWithItsFirstReasonWhenTwoPartsOfTheMirrorSpeakOfIt() {
        // Given
        Stopped configs = new Stopped("orders", 1, StopCause.TOPIC, "its configs cannot be read");
        Stopped growth = new Stopped("orders", 1, StopCause.TOPIC, "it cannot grow");
        Stopped other = new Stopped("orders", 0, StopCause.OPEN_TRANSACTION, "a transaction is open");

        // Then
        assertThat(Stopped.once(Stream.of(configs, growth, other))).containsExactly(configs, other);
    }
}
