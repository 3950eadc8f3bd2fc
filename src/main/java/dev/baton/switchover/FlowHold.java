package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps switches of a flow, their undoing, and others of its kind from running while something that is no switch changes the
 * flow. It is journaled as a switch's own hold is, and ends as that does: when it is let go, or when its process shows no life.
 */
public final class FlowHold implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowHold.class);
    private static final String FAILBACK = "failback-";

    private final Journal journal;

    private FlowHold(Journal journal) {
        this.journal = journal;
    }

    /**
     * Takes hold of a flow for a failback; refuses while another operator has it.
     *
     * @param target of the flow, which keeps its journal
     * @param directory for the journal's copy
     */
    public static FlowHold forFailback(FlowConfig flow, Cluster target, Path directory, Operator by, Clock clock) {
        SwitchSite site = SwitchSite.of(flow, null, target, target, clock, new Halt(""));
        return new FlowHold(Journal.hold(site, directory, FAILBACK + Switchover.newId(clock.instant()), by));
    }

    /** Whether something that is journaled under an id is no switch. */
    static boolean isOne(String id) {
        return id.startsWith(FAILBACK);
    }

    /** Says that it goes on; to be called before each part of the work, since one that has lost the flow must do no more. */
    public void alive() {
        journal.alive();
    }

    /** Lets the flow go. Where the journal cannot be written any more, the hold ends by itself within a minute. */
    @Override
    public void close() {
        try {
            journal.letGo();
        } catch (BatonException e) {
            LOG.info("the flow was not let go: {}", e.getMessage());
        } finally {
            journal.close();
        }
    }
}
