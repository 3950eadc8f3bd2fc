package dev.baton.switchover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
 * <p>Each entry is acknowledged before what it announces is done. Of two runs that begin at the same time the one whose
 * entry comes later in the topic gives way. A run that was frozen for so long that another may have taken over looks before
 * it writes.
 */
final class Journal implements AutoCloseable {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
    private static final Duration FROZEN = Duration.ofSeconds(30);

    private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Cluster target;
    private final JournalLog log;
    private final TopicWriter writer;
    private final LocalJournal local;
    private final Clock clock;
    private final String id;
    private final String from;
    private final String to;
    private final Operator by;
    private final JournalCodec codec = new JournalCodec();
    private long seq;
    private @Nullable Instant lastWritten;

    private Journal(SwitchSite site, Path directory, String id, String from, String to, Operator by) {
        this.target = site.target();
        this.log = site.journal();
        this.writer = site.target().records().writer(InternalTopics.JOURNAL);
        this.local = new LocalJournal(directory, id);
        this.clock = site.clock();
        this.id = id;
        this.from = from;
        this.to = to;
        this.by = by;
    }

    /** Opens the journal of a new switch; refuses while another one of the flow is under way. */
    static Journal open(SwitchSite site, Path directory, SwitchPlan plan, Operator by) {
        StateTopics.createJournal(site.target(), site.flow().replicationFactor());
        Journal journal = new Journal(site, directory, plan.id(), plan.from(), plan.to(), by);
        journal.begin(Event.OPENED, plan);
        return journal;
    }

    /** Opens the journal of an earlier switch, to go on with it or to take it back. */
    static Journal again(SwitchSite site, Path directory, SwitchRecord record, Event begins, Operator by) {
        Journal journal = new Journal(site, directory, record.id(), record.from(), record.to(), by);
        journal.seq = record.nextSeq();
        journal.begin(begins, Map.of());
        return journal;
    }

    private void begin(Event event, Object detail) {
        try {
            write(event, null, detail);
            giveWayToOthers();
        } catch (RuntimeException e) {
            close();
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

    /** One part of taking a switch back. */
    void undoing(String part, Object detail) {
        write(Event.STARTED, part, detail);
    }

    /** Says that the run goes on; to be called in every loop that waits. */
    void alive() {
        Instant last = lastWritten;
        if (last == null || Duration.between(last, clock.instant()).compareTo(SIGN_OF_LIFE) > 0) {
            write(Event.ALIVE, null, Map.of());
        }
    }

    void closed(SwitchReport report) {
        write(Event.CLOSED, null, report);
    }

    /** The undoing ended. */
    void undone(boolean whole) {
        write(whole ? Event.UNDONE : Event.CLOSED, null, Map.of("undo", whole ? "done" : "not in full"));
    }

    private void write(Event event, @Nullable String step, Object detail) {
        Instant last = lastWritten;
        if (last != null && Duration.between(last, clock.instant()).compareTo(FROZEN) > 0) {
            requireStillHeld();
        }
        JournalEntry entry =
                new JournalEntry(id, seq++, clock.instant(), from, to, by.toString(), event, step, NOTHING);
        String line = codec.line(entry, detail);
        local.append(line);
        JournalParts.cut(codec.key(entry), line.getBytes(StandardCharsets.UTF_8), writer::write);
        lastWritten = entry.at();
    }

    private void giveWayToOthers() {
        for (Tenure other : log.read(target).tenures()) {
            if (other.isOf(id, by.toString())) {
                return;
            }
            boolean sameFlow = other.from().equals(from) && other.to().equals(to);
            if (sameFlow && other.holds(clock.instant())) {
                write(Event.GAVE_WAY, null, Map.of("reason", "gave way to " + other.id()));
                throw BatonException.refused(
                        "switch " + other.id() + " of " + other.by() + " is under way since " + other.begunAt()
                                + "; its hold on the flow ends at " + other.expiresAt() + " unless it shows life",
                        "wait for it, or look at it with: baton switch show " + other.id());
            }
        }
    }

    private void requireStillHeld() {
        boolean mine = false;
        for (Tenure tenure : log.read(target).tenures()) {
            if (mine && tenure.from().equals(from) && tenure.to().equals(to)) {
                throw BatonException.refused(
                        "this process stood still for too long; " + tenure.by() + " has taken over with switch "
                                + tenure.id(),
                        "look at it with: baton switch show " + tenure.id());
            }
            mine = mine || tenure.isOf(id, by.toString());
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
