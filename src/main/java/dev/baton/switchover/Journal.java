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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one switch: on the target cluster, where it also keeps two operators apart, and in a file.
 *
 * <p>Each entry is acknowledged before what it announces is done. Of two runs that begin at the same time the one whose
 * entry comes later in the topic gives way; who holds the flow decides by what the journal says from then on, never by what
 * was read before. As long as the journal is open it shows life by itself, whatever step the run is busy with. A run that was
 * frozen for so long that another may have taken over looks before it writes, and before it commits; one that has lost the
 * flow writes nothing more.
 */
final class Journal implements AutoCloseable {
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    /** Shorter than a hold lasts by more than a call to the target may take. */
    static final Duration FROZEN = Duration.ofSeconds(30);

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
    private final KeepAlive keepAlive = new KeepAlive(this::alive);
    private SwitchHistory history = SwitchHistory.NONE;
    private long seq;
    private @Nullable Instant lastWritten;
    private @Nullable BatonException lost;
    private boolean ended;

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

    /**
     * Opens the journal of an earlier switch, to go on with it or to take it back.
     *
     * @param record as it was read before; others may have gone on with it since, see {@link #history}
     */
    static Journal again(SwitchSite site, Path directory, SwitchRecord record, Event begins, Operator by) {
        Journal journal = new Journal(site, directory, record.id(), record.from(), record.to(), by);
        journal.seq = record.nextSeq();
        journal.begin(begins, Map.of());
        return journal;
    }

    /** Opens a journal to keep switches of a flow off while something else changes it. */
    static Journal hold(SwitchSite site, Path directory, String id, Operator by) {
        StateTopics.createJournal(site.target(), site.flow().replicationFactor());
        Journal journal =
                new Journal(site, directory, id, site.flow().from(), site.flow().to(), by);
        journal.begin(Event.HELD, Map.of());
        return journal;
    }

    /** Ends what {@link #hold} began. */
    void letGo() {
        write(Event.LET_GO, null, Map.of());
    }

    private synchronized void begin(Event event, Object detail) {
        try {
            write(event, null, detail);
            history = log.read(target);
            giveWayToOthers();
            history.find(id).ifPresent(record -> seq = Math.max(seq, record.nextSeq()));
            keepAlive.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** All switches, as they stood once this run held the flow: what was read before that may be old. */
    SwitchHistory history() {
        return history;
    }

    /** What must be so for the run to do anything; where it is not, the run gives way and has done nothing. */
    void orGiveWay(Runnable check) {
        try {
            check.run();
        } catch (BatonException e) {
            try {
                gaveWay(String.valueOf(e.getMessage()));
            } catch (BatonException unwritten) {
                e.addSuppressed(unwritten);
            }
            throw e;
        }
    }

    /** Says that this run did nothing. */
    void gaveWay(String reason) {
        write(Event.GAVE_WAY, null, Map.of("reason", reason));
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

    /** The part was done. */
    void undid(String part) {
        write(Event.DONE, part, Map.of());
    }

    /** Says that the run goes on, where it has said nothing for a while. A loop that waits learns here that it lost the flow. */
    synchronized void alive() {
        requireHeld();
        if (!ended && silence().compareTo(SIGN_OF_LIFE) > 0) {
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

    /**
     * To be called right before anything that must not cross what another operator does. Refuses where another one has taken
     * over: this run looks for that after a silence in which its hold may have ended, says that it lives, and looks once
     * more, so that of the two at least one sees the other.
     */
    synchronized void requireHeld() {
        BatonException gone = lost;
        if (gone != null) {
            throw gone;
        }
        if (!ended && silence().compareTo(FROZEN) > 0) {
            requireNobodySince();
            append(Event.ALIVE, null, Map.of());
            requireNobodySince();
        }
    }

    private synchronized void write(Event event, @Nullable String step, Object detail) {
        requireHeld();
        append(event, step, detail);
        ended = ended || event.ends();
    }

    private void append(Event event, @Nullable String step, Object detail) {
        JournalEntry entry = new JournalEntry(id, seq++, clock.instant(), from, to, by.text(), event, step, NOTHING);
        String line = codec.line(entry, detail);
        local.append(line);
        JournalParts.cut(codec.key(entry), line.getBytes(StandardCharsets.UTF_8), writer::write);
        lastWritten = entry.at();
    }

    private Duration silence() {
        Instant last = lastWritten;
        return last == null ? Duration.ZERO : Duration.between(last, clock.instant());
    }

    private void giveWayToOthers() {
        for (Tenure other : history.tenures()) {
            if (other.isOf(id, by)) {
                return;
            }
            if (other.isOfFlow(from, to) && other.holds(clock.instant())) {
                gaveWay("gave way to " + other.id());
                throw BatonException.refused(
                        other.what() + " of " + other.who() + " is under way since " + other.begunAt()
                                + "; its hold on the flow ends at " + other.expiresAt() + " unless it shows life",
                        "wait for it" + other.whereToLook());
            }
        }
    }

    private void requireNobodySince() {
        Optional<Tenure> successor = Tenure.successor(log.read(target).tenures(), id, by);
        if (successor.isPresent()) {
            Tenure other = successor.get();
            BatonException refusal = BatonException.refused(
                    "this process stood still for too long; " + other.who() + " has taken over with switch "
                            + other.id(),
                    "look at it with: baton switch show " + other.id());
            lost = refusal;
            throw refusal;
        }
    }

    @Override
    public void close() {
        keepAlive.close();
        writer.close();
    }
}
