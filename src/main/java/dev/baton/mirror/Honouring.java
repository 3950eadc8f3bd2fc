package dev.baton.mirror;

import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a switch moved, and acknowledges that when nothing of it is under way any more: the switch takes the log ends for
 * where the applications begin. A batch that a broker holds up may still arrive; so long the word is not acknowledged, while
 * this process goes on to tell that it lives. Used by one thread.
 */
final class Honouring {
    private static final Logger LOG = LoggerFactory.getLogger(Honouring.class);
    /** As a rule all is answered within this. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final String to;
    private final Supervisor supervisor;
    private final TopicChanges changes;
    private final GroupSync groups;
    private final Runnable writeMarks;
    private SwitchedGeneration word = SwitchedGeneration.NONE;
    private long sinceNanos;
    /** Changes that may have been begun without knowing of the word. */
    private long changesBefore;

    private boolean told;
    private volatile SwitchedGeneration honoured = SwitchedGeneration.NONE;

    Honouring(String to, Supervisor supervisor, TopicChanges changes, GroupSync groups, Runnable writeMarks) {
        this.to = to;
        this.supervisor = supervisor;
        this.changes = changes;
        this.groups = groups;
        this.writeMarks = writeMarks;
    }

    /** The generation that is honoured; 0 for none. */
    long generation() {
        return honoured.generation();
    }

    /** What is switched, as last read; to be called again and again. */
    void look(SwitchedGeneration now) {
        if (now.generation() > word.generation()) {
            word = now;
            sinceNanos = System.nanoTime();
            changesBefore = changes.begun();
            told = false;
            groups.honour(now);
            supervisor.switched(now);
        }
        if (word.generation() > honoured.generation() && isQuiet()) {
            writeMarks.run();
            honoured = word;
            LOG.warn(
                    "switch {} moved {} and {} to {}: they are not mirrored any more",
                    word.switchId(),
                    word.allGroups() ? "all groups" : "groups " + word.groups(),
                    word.allTopics() ? "all topics" : "topics " + word.topics(),
                    to);
        }
    }

    private boolean isQuiet() {
        long until = System.nanoTime() + AT_ONCE.toNanos();
        while (System.nanoTime() < until) {
            if (supervisor.isQuiet() && changes.haveEnded(changesBefore) && groups.settle(LOOK)) {
                return true;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (!told && System.nanoTime() - sinceNanos > LONG.toNanos()) {
            told = true;
            LOG.warn(
                    "switch {} is not acknowledged yet: {} has not answered for what was sent before it",
                    word.switchId(),
                    to);
        }
        return false;
    }
}
