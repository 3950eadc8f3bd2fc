package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.switchover.Operator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeftoversTest {
    private static final Instant NOW = Instant.parse("2026-11-25T20:00:00Z");
    private static final String OWNED = "baton-drill.0000000a";

    @Test
    void shouldPutGroupsTogetherByTheirDrillAndSayWhoseTheyAre() {
        // Given
        Owner owner = new Owner(new Operator("ops", "elsewhere", 7), NOW.plusSeconds(1));

        // When
        List<Leftovers> found = Leftovers.of(
                List.of("a.baton-drill-0000000a", OWNED, "b.baton-drill-0000000a", "c.baton-drill-0000000b"),
                Map.of(OWNED, committed(owner.text())));

        // Then
        assertThat(found)
                .containsExactly(
                        new Leftovers(
                                "0000000a", owner, List.of("a.baton-drill-0000000a", "b.baton-drill-0000000a", OWNED)),
                        new Leftovers("0000000b", null, List.of("c.baton-drill-0000000b")));
    }

    @Test
    void shouldTakeADrillForDeadWhenItsTimeIsOverOrItsProcessIsGoneFromThisMachine() {
        // Given
        Operator elsewhere = new Operator("ops", "elsewhere", 7);
        Operator here = Operator.here("ops");
        Operator gone = new Operator("ops", here.host(), Long.MAX_VALUE, here.birth());

        // Then
        assertThat(of(new Owner(elsewhere, NOW.plusSeconds(1))).isDead(NOW)).isFalse();
        assertThat(of(new Owner(elsewhere, NOW)).isDead(NOW)).isTrue();
        assertThat(of(new Owner(here, NOW.plusSeconds(1))).isDead(NOW)).isFalse();
        assertThat(of(new Owner(gone, NOW.plusSeconds(1))).isDead(NOW)).isTrue();
        assertThat(new Leftovers("0000000a", null, List.of()).isDead(NOW)).isFalse();
    }

    @Test
    void shouldNotBelieveAGroupThatDoesNotSayWhoseItIs() {
        // When
        List<Leftovers> found = Leftovers.of(List.of(OWNED), Map.of(OWNED, committed("ops; until tomorrow")));

        // Then
        assertThat(found).containsExactly(new Leftovers("0000000a", null, List.of(OWNED)));
    }

    private static Leftovers of(Owner owner) {
        return new Leftovers("0000000a", owner, List.of());
    }

    private static Outcome<Map<TopicPartition, CommittedOffset>> committed(String metadata) {
        return Outcome.known(Map.of(new TopicPartition("t", 0), CommittedOffset.of(0, metadata)));
    }
}
