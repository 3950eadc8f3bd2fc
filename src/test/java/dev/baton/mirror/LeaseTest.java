package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long now = System.nanoTime();
    private final Lease lease = new Lease(SESSION);

    @Test
    void shouldHoldWhenConfirmedAndInformed() {
        lease.renewed(now);
        boolean confirmed = lease.isValid();
        lease.informed(now);

        assertThat(confirmed).isFalse();
        assertThat(lease.isValid()).isTrue();
        assertThat(lease.left()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThatCode(lease::require).doesNotThrowAnyException();
    }

    @Test
    void shouldRunOutBeforeTheSessionDoes() {
        lease.renewed(now - 5 * SECOND);
        lease.informed(now);

        assertThat(lease.isValid()).isFalse();
        assertThat(lease.left()).isZero();
        assertThatThrownBy(lease::require).hasMessageContaining("coordinator does not confirm");
    }

    /** A switch takes it for dead then, and a coordinator may confirm it for ever. */
    @Test
    void shouldRunOutWhenOthersHaveNotHeardOfItForAsLong() {
        lease.renewed(now);
        lease.informed(now - 5 * SECOND);

        assertThat(lease.isValid()).isFalse();
        assertThat(lease.left()).isZero();
        assertThatThrownBy(lease::require).hasMessageContaining("cannot tell that it lives");
    }

    @Test
    void shouldHoldForAsLongAsTheOlderOfBoth() {
        lease.renewed(now - SECOND);
        lease.informed(now - 3 * SECOND);

        assertThat(lease.left()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
    }

    /** It slept, and the coordinator was restarted meanwhile. */
    @Test
    void shouldHoldAgainOnlyWhenInformedOfWhatWasWrittenMeanwhile() {
        // Given
        lease.renewed(now - 10 * SECOND);
        lease.informed(now - 10 * SECOND);

        // When
        lease.renewed(now);
        boolean confirmed = lease.isValid();
        lease.informed(now - SECOND);

        // Then
        assertThat(confirmed).isFalse();
        assertThat(lease.isValid()).isTrue();
    }
}
