package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.testkit.Trap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenureTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String ONE = new Operator("ann", "host-a", 7).toString();
    private static final String OTHER = new Operator("bob", "host-b", 8).toString();

    @Test
    @Trap("j")
    void shouldHoldTheFlowAgainstAnotherOperatorWhileItShowsLife() {
        // When
        List<Tenure> tenures = Tenure.of(List.of(
                entry("first", ONE, Event.OPENED, NOW.minusSeconds(300)),
                entry("first", ONE, Event.ALIVE, NOW.minusSeconds(5)),
                entry("second", OTHER, Event.OPENED, NOW)));

        // Then
        assertThat(tenures).extracting(Tenure::id).containsExactly("first", "second");
        assertThat(tenures.get(0).holds(NOW)).isTrue();
    }

    @Test
    @Trap("j")
    void shouldLetGoWhenItEndsOrShowsNoLifeForAWhile() {
        Tenure silent = Tenure.of(List.of(entry("first", ONE, Event.OPENED, NOW.minusSeconds(300))))
                .get(0);
        Tenure ended = Tenure.of(List.of(
                        entry("first", ONE, Event.OPENED, NOW.minusSeconds(3)),
                        entry("first", ONE, Event.CLOSED, NOW.minusSeconds(1))))
                .get(0);

        assertThat(silent.holds(NOW)).isFalse();
        assertThat(ended.holds(NOW)).isFalse();
    }

    @Test
    void shouldBeginAnewWhenSomebodyResumes() {
        // When
        List<Tenure> tenures = Tenure.of(List.of(
                entry("first", ONE, Event.OPENED, NOW.minusSeconds(300)),
                entry("first", OTHER, Event.RESUMED, NOW.minusSeconds(2))));

        // Then
        assertThat(tenures).extracting(Tenure::by).containsExactly(ONE, OTHER);
        assertThat(tenures.get(1).holds(NOW)).isTrue();
    }

    @Test
    void shouldNotTakeOneWhoGaveWayForASuccessor() {
        // Given
        List<JournalEntry> entries = new ArrayList<>(List.of(
                entry("first", ONE, Event.OPENED, NOW.minusSeconds(300)),
                entry("second", OTHER, Event.OPENED, NOW.minusSeconds(9)),
                entry("second", OTHER, Event.GAVE_WAY, NOW.minusSeconds(8))));
        Optional<Tenure> afterTheFirst = successor(entries);

        // When
        entries.add(entry("second", OTHER, Event.RESUMED, NOW));
        entries.add(entry("second", OTHER, Event.CLOSED, NOW));

        // Then
        assertThat(afterTheFirst).isEmpty();
        assertThat(successor(entries)).map(Tenure::who).contains("bob@host-b, process 8");
    }

    @Test
    void shouldKeepTwoProcessesApartThatShareHostAndNumber() {
        // Given
        String one = new Operator("ann", "baton-0", 1, new Birth("boot", "1", 5)).text();
        String clone = new Operator("ann", "baton-0", 1, new Birth("boot-of-clone", "1", 5)).text();

        // When
        List<Tenure> tenures = Tenure.of(List.of(
                entry("first", one, Event.RESUMED, NOW.minusSeconds(2)), entry("first", clone, Event.RESUMED, NOW)));

        // Then
        assertThat(tenures).hasSize(2);
        assertThat(tenures.get(0).holds(NOW)).isTrue();
    }

    private static Optional<Tenure> successor(List<JournalEntry> entries) {
        return Tenure.successor(Tenure.of(entries), "first", Operator.parse(ONE).orElseThrow());
    }

    private static JournalEntry entry(String id, String by, Event event, Instant at) {
        return new JournalEntry(id, 0, at, "east", "west", by, event, null, NullNode.getInstance());
    }
}
