package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchList.Item;
import dev.baton.switchover.SwitchList.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwitchListTest {
    private static final String ANN = new Operator("ann", "host-a", 7, new Birth("boot", "1", 5)).text();
    private static final String BOB = new Operator("bob", "host-b", 8).text();

    private final JournalCodec codec = new JournalCodec();
    private final SwitchPlan plan = Plans.failover("one", List.of(Plans.group("app", "orders", 1, 40)));
    private final List<JournalEntry> entries = new ArrayList<>();

    @Test
    void shouldBeOpenWhileItRunsAndClosedOnceEveryStepWasTaken() {
        opened(ANN);
        State running = state();
        step("read-back", Event.DONE, ANN);
        add(Event.CLOSED, ANN);

        assertThat(running).isEqualTo(State.OPEN);
        assertThat(state()).isEqualTo(State.CLOSED);
        assertThat(item().by()).isEqualTo("ann@host-a, process 7");
    }

    @Test
    void shouldBeStoppedWhenAStepFailedAndOpenAgainWhenSomebodyGoesOn() {
        opened(ANN);
        step("translate", Event.FAILED, ANN);
        add(Event.CLOSED, ANN);
        State stopped = state();
        add(Event.RESUMED, BOB);

        assertThat(stopped).isEqualTo(State.STOPPED);
        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(item().switched()).isNull();
    }

    @Test
    void shouldBeStoppedWhenItGaveWay() {
        opened(ANN);
        add(Event.GAVE_WAY, ANN);

        assertThat(state()).isEqualTo(State.STOPPED);
        assertThat(record().isClosed()).isTrue();
    }

    @Test
    void shouldNotBeUndoingWhenTheUndoGaveWay() {
        // Given
        opened(ANN);
        add(Event.UNDOING, BOB);
        boolean undecided = record().isUndoing();

        // When
        add(Event.GAVE_WAY, BOB);

        // Then
        assertThat(undecided).isTrue();
        assertThat(record().isUndoing()).isFalse();
        assertThat(state()).isEqualTo(State.OPEN);
    }

    @Test
    void shouldStayUndoingWhenAnotherUndoGaveWayToTheFirst() {
        opened(ANN);
        add(Event.UNDOING, BOB);
        step("undo-offsets", Event.STARTED, BOB);
        add(Event.UNDOING, ANN);
        add(Event.GAVE_WAY, ANN);
        add(Event.UNDOING, BOB);
        add(Event.GAVE_WAY, BOB);

        assertThat(record().isUndoing()).isTrue();
        assertThat(state()).isEqualTo(State.UNDOING);
    }

    @Test
    void shouldBeUndoneAndSayOfNoGroupThatItWasSwitched() {
        opened(ANN);
        step("read-back", Event.DONE, ANN);
        SwitchReport report = new Reporting(plan, Map.of(), false).executed(List.of(), SwitchReport.Rpo.UNKNOWN, 5L);
        entries.add(entry(Event.CLOSED, null, ANN, codec.tree(report)));
        add(Event.UNDOING, BOB);
        add(Event.UNDONE, BOB);

        SwitchReport shown = record().report().orElseThrow().undone();
        assertThat(state()).isEqualTo(State.UNDONE);
        assertThat(report.groups().get(0).result()).isEqualTo(SwitchReport.Result.SWITCHED);
        assertThat(shown.groups().get(0).result()).isEqualTo(SwitchReport.Result.UNDONE);
        assertThat(shown.groups().get(0).partitions().get(0).applied()).isNull();
    }

    private void opened(String by) {
        entries.add(entry(Event.OPENED, null, by, codec.tree(plan)));
    }

    private void step(String step, Event event, String by) {
        entries.add(entry(event, step, by, JsonNodeFactory.instance.objectNode()));
    }

    private void add(Event event, String by) {
        entries.add(entry(event, null, by, JsonNodeFactory.instance.objectNode()));
    }

    private JournalEntry entry(Event event, @Nullable String step, String by, JsonNode detail) {
        Instant at = Instant.parse("2026-11-22T10:00:00Z").plusSeconds(entries.size());
        return new JournalEntry("one", entries.size(), at, "east", "west", by, event, step, detail);
    }

    private SwitchRecord record() {
        return new SwitchRecord(entries);
    }

    private Item item() {
        return SwitchList.of(new SwitchHistory(entries, 0)).items().get(0);
    }

    private State state() {
        return item().state();
    }
}
