package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateTopics;
import dev.baton.switchover.JournalEntry.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one switch: on the target cluster, where it also keeps two operators apart, and in a file.
 *
 * <p>Each entry is acknowledged before what it announces is done. Of two switches that open at the same time the one whose
 * entry comes later in the topic gives way.
 */
final class Journal implements AutoCloseable {
    /** A switch of another machine that was silent for so long is dead: it writes at least every {@link #SIGN_OF_LIFE}. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(45);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private final Cluster target;
    private final TopicWriter writer;
    private final LocalJournal local;
    private final Clock clock;
    private final SwitchPlan plan;
    private final Operator by;
    private final JournalCodec codec = new JournalCodec();
    private long seq;
    private Instant lastWritten = Instant.EPOCH;

    private Journal(Cluster target, Path directory, SwitchPlan plan, Operator by, Clock clock, long seq) {
        this.target = target;
        this.writer = target.records().writer(InternalTopics.JOURNAL);
        this.local = new LocalJournal(directory, plan.id());
        this.clock = clock;
        this.plan = plan;
        this.by = by;
        this.seq = seq;
    }

    /** Opens the journal of a new switch; refuses while another one of the flow is under way. */
    static Journal open(
            Cluster target, short replicationFactor, Path directory, SwitchPlan plan, Operator by, Clock clock) {
        StateTopics.createJournal(target, replicationFactor);
        Journal journal = new Journal(target, directory, plan, by, clock, 0);
        try {
            journal.write(Event.OPENED, null, plan);
            journal.giveWayToOthers();
            return journal;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    void started(SwitchStep step, Object detail) {
        write(Event.STARTED, step.label(), detail);
    }

    void done(SwitchStep step, Object detail) {
        write(Event.DONE, step.label(), detail);
    }

    void failed(SwitchStep step, String reason) {
        write(Event.FAILED, step.label(), Map.of("reason", reason));
    }

    /** Says that the switch still runs; to be called in every loop that waits. */
    void alive() {
        if (Duration.between(lastWritten, clock.instant()).compareTo(SIGN_OF_LIFE) > 0) {
            write(Event.ALIVE, null, Map.of());
        }
    }

    void closed(SwitchReport report) {
        write(Event.CLOSED, null, report);
    }

    private void write(Event event, @Nullable String step, Object detail) {
        JournalEntry entry = new JournalEntry(
                plan.id(),
                seq++,
                clock.instant(),
                plan.from(),
                plan.to(),
                by.toString(),
                event,
                step,
                codec.tree(detail));
        String line = codec.line(entry);
        local.append(line);
        writer.write(codec.key(entry), line.getBytes(StandardCharsets.UTF_8));
        lastWritten = entry.at();
    }

    private void giveWayToOthers() {
        for (SwitchRecord other : SwitchHistory.read(target).switches()) {
            if (other.id().equals(plan.id())) {
                return;
            }
            boolean sameFlow = other.from().equals(plan.from()) && other.to().equals(plan.to());
            boolean gone = Operator.parse(other.by()).map(Operator::isGone).orElse(false);
            boolean alive = !gone && other.lastAt().plus(DEAD_AFTER).isAfter(clock.instant());
            if (sameFlow && !other.isClosed() && alive) {
                write(Event.CLOSED, null, Map.of("reason", "gave way to " + other.id()));
                throw BatonException.refused(
                        "switch " + other.id() + " of " + other.by() + " is under way since " + other.openedAt(),
                        "wait for it, or look at it with: baton switch show " + other.id());
            }
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
