package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorTest {
    private static final Birth BIRTH = new Birth("a40be8a1-9b36-4dec-8b99-ef1209640599", "4026531836", 386_606L);

    @Test
    void shouldComeBackFromItsText() {
        for (Operator operator : List.of(
                new Operator("ann", "host-a", 7), new Operator("ann", "host-a", 7, BIRTH), Operator.here("bob"))) {
            assertThat(Operator.parse(operator.text())).contains(operator);
        }
    }

    @Test
    void shouldDifferInTheRecordFromAnotherProcessOfTheSameNumberAndHost() {
        Operator one = new Operator("ann", "baton-0", 1, BIRTH);
        Operator other = new Operator("ann", "baton-0", 1, new Birth(BIRTH.boot(), "4026532200", BIRTH.ticks()));

        assertThat(one.text()).isNotEqualTo(other.text());
        assertThat(one).hasToString("ann@baton-0, process 1");
        assertThat(Operator.words(one.text())).isEqualTo("ann@baton-0, process 1");
        assertThat(Operator.words("somebody")).isEqualTo("somebody");
    }

    @Test
    void shouldBeHereWhileItRunsAndBeUnknownWhereItsSystemDoesNotSay() {
        Operator here = Operator.here("ann");

        assertThat(here.isGone()).isFalse();
        assertThat(new Operator("ann", here.host(), Long.MAX_VALUE).isGone()).isFalse();
        assertThat(Operator.parse("ann@host, process x")).isEmpty();
        assertThat(Operator.parse("ann@host, process 7, born of nothing")).contains(new Operator("ann", "host", 7));
    }
}
