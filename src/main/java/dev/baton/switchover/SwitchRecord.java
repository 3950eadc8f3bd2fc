package dev.baton.switchover;

import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchReport.Rpo;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One switch as the journal tells it; its entries in order, the first one being the opening. */
public record SwitchRecord(List<JournalEntry> entries) {
    private static final JournalCodec CODEC = new JournalCodec();

    public SwitchRecord {
        entries = List.copyOf(entries);
    }

    public String id() {
        return first().id();
    }

    public String from() {
        return first().from();
    }

    public String to() {
        return first().to();
    }

    public String by() {
        return first().by();
    }

    public Instant openedAt() {
        return first().at();
    }

    public Instant lastAt() {
        return entries.get(entries.size() - 1).at();
    }

    /** Whether it came to its end, good or bad. */
    public boolean isClosed() {
        return entries.stream().anyMatch(entry -> entry.event() == Event.CLOSED);
    }

    /** What it was to do. */
    public Optional<SwitchPlan> plan() {
        return CODEC.value(first().detail(), SwitchPlan.class);
    }

    /** What it did; of one that did not come to its end, the steps that it took. */
    public Optional<SwitchReport> report() {
        Optional<SwitchReport> closing = entries.stream()
                .filter(entry -> entry.event() == Event.CLOSED)
                .findFirst()
                .filter(entry -> entry.detail().has("groups"))
                .flatMap(entry -> CODEC.value(entry.detail(), SwitchReport.class));
        return closing.isPresent()
                ? closing
                : plan().map(plan -> new Reporting(plan, Map.of(), true).executed(steps(), Rpo.UNKNOWN, null));
    }

    /** The offsets that an entry of a step holds, of the last such entry. */
    Optional<OffsetList> offsets(SwitchStep step, Event event) {
        return entries.stream()
                .filter(entry -> entry.event() == event && step.label().equals(entry.step()))
                .reduce((earlier, later) -> later)
                .flatMap(entry -> CODEC.value(entry.detail(), OffsetList.class));
    }

    private List<StepReport> steps() {
        Map<String, Instant> started = new HashMap<>();
        List<StepReport> steps = new ArrayList<>();
        for (JournalEntry entry : entries) {
            String step = entry.step();
            if (step == null) {
                continue;
            }
            if (entry.event() == Event.STARTED) {
                started.put(step, entry.at());
            } else if (entry.event() == Event.DONE || entry.event() == Event.FAILED) {
                Instant from = started.getOrDefault(step, entry.at());
                StepResult result = entry.event() == Event.DONE ? StepResult.DONE : StepResult.FAILED;
                long millis = Duration.between(from, entry.at()).toMillis();
                steps.add(new StepReport(
                        step, result, millis, entry.detail().path("reason").asText("")));
            }
        }
        return steps;
    }

    private JournalEntry first() {
        return entries.get(0);
    }
}
