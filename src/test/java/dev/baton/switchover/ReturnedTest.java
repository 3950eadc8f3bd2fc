package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.Returned.Share;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReturnedTest {
    private static final Map<String, List<String>> TWO_GROUPS =
            Map.of("shop", List.of("orders"), "billing", List.of("orders", "payments"));

    @Test
    void shouldForgetTheFailoverPointsOfASwitchThatHasComeBackAsAWhole() {
        assertThat(Returned.share(Plans.ofAll(TWO_GROUPS), all())).isEqualTo(Share.WHOLE);
        assertThat(Returned.share(Plans.of(TWO_GROUPS), all())).isEqualTo(Share.WHOLE);
        assertThat(Returned.share(
                        Plans.of(TWO_GROUPS), back(List.of("billing", "shop"), List.of("orders", "payments"))))
                .isEqualTo(Share.WHOLE);
    }

    @Test
    void shouldSeeThatAPartHasComeBack() {
        assertThat(Returned.share(Plans.ofAll(TWO_GROUPS), back(List.of("shop"), List.of("orders"))))
                .isEqualTo(Share.PART);
        assertThat(Returned.share(Plans.of(TWO_GROUPS), back(List.of("shop"), List.of("orders"))))
                .isEqualTo(Share.PART);
        assertThat(Returned.share(
                        Plans.of(Map.of("billing", List.of("orders"))), back(List.of("shop"), List.of("orders"))))
                .as("its topic has come back without it")
                .isEqualTo(Share.PART);
    }

    @Test
    void shouldKeepTheFailoverPointsOfASwitchOfWhichNothingHasComeBack() {
        assertThat(Returned.share(
                        Plans.of(Map.of("billing", List.of("payments"))), back(List.of("shop"), List.of("orders"))))
                .isEqualTo(Share.NONE);
    }

    private static SwitchedGeneration all() {
        return new SwitchedGeneration(1, "back", true, List.of(), true, List.of(), Instant.EPOCH);
    }

    private static SwitchedGeneration back(List<String> groups, List<String> topics) {
        return new SwitchedGeneration(1, "back", false, groups, false, topics, Instant.EPOCH);
    }
}
