package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What may be said of a partition's age; the source gets a record a second. */
class CatchingUpTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

    private final CatchingUp partition = new CatchingUp();

    @Test
    void shouldBeCompleteToTheLastTimeThatNothingWasMissing() {
        // When
        partition.see(at(0), 100L, 100);
        partition.see(at(1), 101L, 100);
        partition.see(at(2), 101L, 100);
        // Then
        assertThat(partition.completeTo(null)).isEqualTo(at(0));
    }

    @Test
    void shouldBeCompleteToTheTimeWhenTheSourceSaidTheEndThatIsCoveredNow() {
        // Given
        partition.see(at(0), 100L, 90);
        partition.see(at(5), 105L, 90);
        partition.see(at(10), 110L, 90);
        // When
        partition.see(at(11), 111L, 107);
        // Then
        assertThat(partition.completeTo(null)).isEqualTo(at(5));
    }

    @Test
    void shouldTakeTheLaterTimeWhenTheSourceGotNothingInBetween() {
        // Given
        partition.see(at(0), 100L, 90);
        partition.see(at(60), 100L, 90);
        // When
        partition.see(at(61), 101L, 100);
        // Then
        assertThat(partition.completeTo(null)).isEqualTo(at(60));
    }

    @Test
    void shouldNotTakeARecordOfAFastClockForProgressWhenThereIsABacklog() {
        // Given
        partition.see(at(0), 100L, 100);
        // When a record is half an hour fast, and after it nothing is mirrored for so long
        for (int second = 1; second <= 1_801; second++) {
            partition.see(at(second), 100L + second, 101);
        }
        // Then
        assertThat(partition.completeTo(at(1_800))).isEqualTo(at(1));
    }

    @Test
    void shouldNeverBeLaterThanIsTrueNorMuchEarlierWhenTheBacklogIsLong() {
        // Given
        partition.see(at(0), 0L, 0);
        for (int second = 1; second <= 3_600; second++) {
            // When
            long covered = second / 2;
            partition.see(at(second), (long) second, covered);
            // Then
            Instant said = partition.completeTo(null);
            assertThat(said).isBeforeOrEqualTo(at((int) covered));
            assertThat(Duration.between(said, at((int) covered)))
                    .isLessThanOrEqualTo(Duration.ofSeconds(2 + (second - covered) / 4));
        }
    }

    @Test
    void shouldGoByRecordsWhenItHasNotCoveredYetWhatTheSourceSaidFirst() {
        // When
        partition.see(at(0), 100L, 10);
        // Then
        assertThat(partition.completeTo(at(-600))).isEqualTo(at(-600));
        assertThat(partition.completeTo(at(600))).as("a clock that is fast").isNull();
        assertThat(partition.completeTo(null)).isNull();
    }

    @Test
    void shouldForgetWhatTheSourceSaidOfRecordsThatItLost() {
        // Given
        partition.see(at(0), 100L, 90);
        // When
        partition.see(at(1), 95L, 90);
        partition.see(at(2), 96L, 95);
        // Then
        assertThat(partition.completeTo(null)).isEqualTo(at(1));

        // When
        partition.see(at(3), 200L, 96);
        partition.see(at(4), 99L, 99);
        partition.see(at(5), 300L, 250);
        // Then
        assertThat(partition.completeTo(null)).isEqualTo(at(4));
    }

    @Test
    void shouldKnowNothingBeforeTheSourceAnswered() {
        // When
        partition.see(at(0), null, 90);
        // Then
        assertThat(partition.completeTo(at(-1))).isNull();
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
