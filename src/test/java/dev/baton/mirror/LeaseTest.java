package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long now = System.nanoTime();
    private final Lease lease = new Lease(SESSION);

    @Test
    void shouldHoldFromTheFirstConfirmationOn() {
        assertThat(lease.isValid()).isFalse();

        lease.renewed(now);

        assertThat(lease.isValid()).isTrue();
        assertThat(lease.left()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void shouldRunOutBeforeTheSessionDoes() {
        lease.renewed(now - 5 * SECOND);

        assertThat(lease.isValid()).isFalse();
        assertThat(lease.left()).isZero();
    }

    @Test
    void shouldHoldAgainOnlyWhenInformedOfWhatWasWrittenMeanwhile() {
        // Given
        lease.renewed(now - 10 * SECOND);
        lease.renewed(now - SECOND);
        boolean confirmed = lease.isValid();

        // When
        lease.informed(now - 2 * SECOND);
        boolean informedOfEarlier = lease.isValid();
        lease.renewed(now);
        lease.informed(now - SECOND);

        // Then
        assertThat(confirmed).isFalse();
        assertThat(informedOfEarlier).isFalse();
        assertThat(lease.isValid()).isTrue();
    }

    @Test
    void shouldGoOnWithoutNewsWhereItIsConfirmedInTime() {
        lease.renewed(now - 5 * SECOND);
        lease.renewed(now - SECOND);

        assertThat(lease.isValid()).isTrue();
    }
}
