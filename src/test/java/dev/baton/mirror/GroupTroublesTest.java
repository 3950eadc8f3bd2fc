package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupTroublesTest {
    private static final BatonException LATE = new BatonException(FailureKind.UNREACHABLE, "no answer");

    private final GroupTroubles troubles = new GroupTroubles();

    @Test
    void shouldTakeBackThatAloneWhichHealed() {
        // Given
        troubles.report("g", "cannot be read", LATE, "DESCRIBE");
        troubles.report("g", "is not carried over", LATE, "READ");
        // When
        troubles.healed("g", "cannot be read");
        // Then
        assertThat(troubles.all()).containsExactly("group g is not carried over: no answer");
        troubles.healed("g");
        assertThat(troubles.all()).isEmpty();
    }

    @Test
    void shouldForgetGroupsThatAreNotThereAnyMore() {
        // Given
        troubles.report("gone", "cannot be read", LATE, "DESCRIBE");
        troubles.report("there", "cannot be read", LATE, "DESCRIBE");
        // When
        troubles.retain(Set.of("there"));
        // Then
        assertThat(troubles.all()).containsExactly("group there cannot be read: no answer");
    }

    @Test
    void shouldTellOfAListThatIsNotWholeUntilItIs() {
        // When
        troubles.unlisted(LATE);
        // Then
        troubles.retain(Set.of());
        assertThat(troubles.all())
                .containsExactly("groups of brokers that do not answer are not carried over: no answer");
        troubles.listed();
        assertThat(troubles.all()).isEmpty();
    }
}
