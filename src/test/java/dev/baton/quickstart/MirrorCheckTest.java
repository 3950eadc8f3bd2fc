package dev.baton.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MirrorCheckTest {
    private final Story story = new Story();

    @Test
    void shouldHoldWhenTheLogIsTheSourceUpToSomePoint() {
        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
        assertThat(outcome.mirrored()).isEqualTo(8);
        assertThat(outcome.unmirrored()).extracting(a -> a.record().id()).containsExactly("r8", "r9");
    }

    @Test
    void shouldFailWhenARecordIsThereTwice() {
        // Given
        story.preserved = false;
        story.mirrored.add(Story.at(7, 8));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.doubled().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenARecordIsMissingBeforeALaterOne() {
        // Given
        story.mirrored.remove(3);

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holes()).hasToString("1 (r3 at orders-0@3)");
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenAnAbortedRecordIsThere() {
        // Given
        story.aborted.add("r10");
        story.mirrored.add(Story.record(10));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.aborted().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenARecordIsThereThatNobodyWrote() {
        // Given
        story.mirrored.add(Story.record(77));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.foreign().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldHoldWhenAnUnresolvedRecordIsThere() {
        // Given
        story.unresolved.add("r10");
        story.mirrored.add(Story.record(10));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
    }

    @Test
    void shouldFailWhenTheContentDiffers() {
        // Given
        story.mirrored.set(2, new LogRecord("r2", "orders", 0, 2, "key", 4711));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.altered().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenAPreservedPartitionIsShifted() {
        // Given
        story.mirrored.set(7, Story.at(7, 8));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.displaced().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldHoldWhenAMappedPartitionIsShifted() {
        // Given
        story.preserved = false;
        story.mirrored.set(7, Story.at(7, 8));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
    }

    @Test
    void shouldFailWhenARecordLiesInAnotherPartition() {
        // Given
        story.preserved = false;
        story.mirrored.set(7, new LogRecord("r7", "orders", 1, 0, "key", 1007));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.displaced().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldFailWhenTwoRecordsChangedPlaces() {
        // Given
        story.preserved = false;
        story.mirrored.set(4, Story.at(5, 4));
        story.mirrored.set(5, Story.at(4, 5));

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.disordered().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }

    @Test
    void shouldHoldWhenCompactionTookAnOlderRecordOfAKey() {
        // Given
        story.compacted = Set.of("orders");
        story.mirrored.remove(3);

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holds()).as("%s", outcome).isTrue();
    }

    @Test
    void shouldFailWhenTheNewestRecordOfAKeyIsMissing() {
        // Given
        story.compacted = Set.of("orders");
        story.acknowledged.set(
                3,
                new Writes.Acknowledged(
                        new LogRecord("r3", "orders", 0, 3, "other key", 1003), Story.START.plusSeconds(3)));
        story.mirrored.remove(3);

        // When
        MirrorOutcome outcome = story.mirror();

        // Then
        assertThat(outcome.holes().count()).isEqualTo(1);
        assertThat(outcome.holds()).isFalse();
    }
}
