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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

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

    boolean isOfFlow(String from, String to) {
        return from().equals(from) && to().equals(to);
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
        return entries.stream().anyMatch(entry -> entry.event() == Event.CLOSED)
                || last(entry -> entry.event() == Event.OPENED || entry.event() == Event.GAVE_WAY)
                        .filter(entry -> entry.event() == Event.GAVE_WAY && entries.size() == 2)
                        .isPresent();
    }

    /** Whether it was taken back. */
    public boolean isUndone() {
        return entries.stream().anyMatch(entry -> entry.event() == Event.UNDONE);
    }

    /** Whether somebody began to take it back, and did not give way. */
    public boolean isUndoing() {
        return begun().stream().anyMatch(entry -> entry.event() == Event.UNDOING);
    }

    /** Whether the flow that it ended was not taken up again since. */
    boolean endsTheFlow() {
        return !isUndone() && entries.stream().noneMatch(entry -> entry.event() == Event.RETURNED);
    }

    /** Whether every step was taken: the last one was done. */
    public boolean isWhole() {
        List<String> labels = plan().map(plan -> SwitchSteps.of(plan.request()).stream()
                        .map(SwitchStep::label)
                        .toList())
                .orElse(List.of());
        return !labels.isEmpty() && hasDone(labels.get(labels.size() - 1));
    }

    boolean hasStarted(String step) {
        return lastOf(step, Event.STARTED).isPresent();
    }

    boolean hasDone(String step) {
        return lastOf(step, Event.DONE).isPresent();
    }

    /** For the next entry. */
    long nextSeq() {
        return entries.stream().mapToLong(JournalEntry::seq).max().orElse(-1) + 1;
    }

    /** Whether the last run of it, or of its undoing, did not say how it ended: it goes on, or was killed. */
    public boolean isOpen() {
        List<JournalEntry> begun = begun();
        if (begun.isEmpty()) {
            return false;
        }
        int last = entries.lastIndexOf(begun.get(begun.size() - 1));
        return entries.subList(last, entries.size()).stream()
                .noneMatch(entry -> entry.event() == Event.CLOSED || entry.event() == Event.UNDONE);
    }

    /** With what each run began that did not give way to another one, and so did something. */
    private List<JournalEntry> begun() {
        List<JournalEntry> begun = new ArrayList<>();
        for (JournalEntry entry : entries) {
            if (entry.event().begins()) {
                begun.add(entry);
            } else if (entry.event() == Event.GAVE_WAY) {
                begun.stream()
                        .filter(other -> other.by().equals(entry.by()))
                        .reduce((earlier, later) -> later)
                        .ifPresent(begun::remove);
            }
        }
        return begun;
    }

    /** The plan as it was when the offsets were committed; empty where it did not come so far. */
    Optional<SwitchPlan> committedPlan() {
        return hasStarted(Commit.LABEL)
                ? lastOf(TranslateAgain.LABEL, Event.DONE)
                        .flatMap(entry -> CODEC.value(entry.detail(), SwitchPlan.class))
                : Optional.empty();
    }

    /** The target before the first commit. */
    Snapshot snapshot() {
        return lastOf(TakeSnapshot.LABEL, Event.DONE)
                .flatMap(entry -> CODEC.value(entry.detail(), Snapshot.class))
                .orElse(Snapshot.EMPTY);
    }

    /** What the last undo decided before it let the mirrors go on; empty where none came so far. */
    Optional<TakenBack> takenBack() {
        return lastOf(Undo.MIRRORS, Event.STARTED).flatMap(entry -> CODEC.value(entry.detail(), TakenBack.class));
    }

    /** Whether that undo is known to have told the mirrors. */
    boolean hasLetGo() {
        return last(entry -> Undo.MIRRORS.equals(entry.step()))
                .filter(entry -> entry.event() == Event.DONE)
                .isPresent();
    }

    /** What of the flow it has ended; nothing once it is undone, or the flow was turned round and taken up again. */
    Claim claim() {
        return endsTheFlow() && hasStarted(Fence.LABEL) ? plan().map(Claim::of).orElse(Claim.NONE) : Claim.NONE;
    }

    /** What of that no undo has let go. */
    Claim standing() {
        return endsTheFlow() ? takenBack().map(TakenBack::left).orElseGet(this::claim) : Claim.NONE;
    }

    /** Groups that it has put on the target, or found ready there, and that no undo has restored. */
    Set<String> groupsMoved() {
        Set<String> groups = new TreeSet<>();
        if (endsTheFlow()) {
            committedPlan().ifPresent(plan -> plan.going().forEach(group -> groups.add(group.group())));
            takenBack().ifPresent(taken -> groups.retainAll(taken.left().groups()));
        }
        return groups;
    }

    /** Denials of this switch that no undo has taken away. */
    List<Denial> denialsHeld() {
        if (isUndone()) {
            return List.of();
        }
        Claim left = hasDone(Undo.PRODUCERS) ? takenBack().map(TakenBack::left).orElse(Claim.NONE) : null;
        return denials().stream()
                .filter(denial -> left == null || left.coversTopic(denial.topic()))
                .toList();
    }

    /** Denials that this switch made, was about to, or took over from an earlier one. */
    List<Denial> denials() {
        return denials(FenceProducers.LABEL);
    }

    /** Denials on the target that this switch took away, or was about to. */
    List<Denial> admitted() {
        return denials(AdmitProducers.LABEL);
    }

    /** Whether this switch, opened later than another one in the other direction, has taken a denial of that one away. */
    boolean admittedAfter(SwitchRecord away, Denial denial) {
        return openedAt().isAfter(away.openedAt()) && admitted().contains(denial);
    }

    private List<Denial> denials(String step) {
        return entries.stream()
                .filter(entry -> entry.event() == Event.STARTED && step.equals(entry.step()))
                .flatMap(entry -> CODEC.value(entry.detail(), Denial.Denials.class).stream())
                .flatMap(denials -> denials.denials().stream())
                .distinct()
                .toList();
    }

    /** What it was to do. */
    public Optional<SwitchPlan> plan() {
        return CODEC.value(first().detail(), SwitchPlan.class);
    }

    /** What it did; of one that did not come to its end, the steps that it took. */
    public Optional<SwitchReport> report() {
        Optional<SwitchReport> closing = entries.stream()
                .filter(entry -> entry.event() == Event.CLOSED)
                .filter(entry -> entry.detail().has("groups"))
                .reduce((earlier, later) -> later)
                .flatMap(entry -> CODEC.value(entry.detail(), SwitchReport.class));
        return closing.isPresent()
                ? closing
                : plan().map(plan -> new Reporting(plan, Map.of(), true).executed(steps(), Rpo.UNKNOWN, null));
    }

    /** The offsets that an entry of a step holds, of the last such entry. */
    Optional<OffsetList> offsets(String step, Event event) {
        return lastOf(step, event).flatMap(entry -> CODEC.value(entry.detail(), OffsetList.class));
    }

    private Optional<JournalEntry> lastOf(String step, Event event) {
        return last(entry -> entry.event() == event && step.equals(entry.step()));
    }

    private Optional<JournalEntry> last(Predicate<JournalEntry> wanted) {
        return entries.stream().filter(wanted).reduce((earlier, later) -> later);
    }

    private List<StepReport> steps() {
        Map<String, Instant> started = new HashMap<>();
        List<StepReport> steps = new ArrayList<>();
        for (JournalEntry entry : entries) {
            String step = entry.step();
            if (step == null || Undo.isPart(step)) {
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
