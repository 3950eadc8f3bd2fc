package dev.baton.switchover;

import java.util.List;
import java.util.stream.Stream;

/** One step of a switch. Each may be done again after a crash, with the same outcome. */
public sealed interface SwitchStep {
    /** Name in reports and in the journal. */
    String label();

    /** Waits until the mirror has copied all that the source holds, and proves that producers have stopped. */
    record Drain() implements SwitchStep {
        @Override
        public String label() {
            return "drain";
        }
    }

    /** Tells every mirror of the flow, durably, to stop for the chosen groups and their topics. */
    record Fence() implements SwitchStep {
        @Override
        public String label() {
            return "fence";
        }
    }

    /** Waits until each live mirror has acknowledged the fence. */
    record AwaitMirrors() implements SwitchStep {
        @Override
        public String label() {
            return "await-mirrors";
        }
    }

    /** Journals where the mirrored logs end: what lies above was written on the target. */
    record FailoverPoint() implements SwitchStep {
        @Override
        public String label() {
            return "failover-point";
        }
    }

    /** Translates once more, now that nothing is copied any longer. */
    record TranslateAgain() implements SwitchStep {
        @Override
        public String label() {
            return "translate";
        }
    }

    /** Journals what is committed on the target, so that it can be restored. */
    record Snapshot() implements SwitchStep {
        @Override
        public String label() {
            return "snapshot";
        }
    }

    /** Commits the translated offsets, group by group. */
    record Commit() implements SwitchStep {
        @Override
        public String label() {
            return "commit";
        }
    }

    /** Reads every commit back from the target and compares. */
    record ReadBack() implements SwitchStep {
        @Override
        public String label() {
            return "read-back";
        }
    }

    /** The steps of a mode, in order. */
    static List<SwitchStep> of(Mode mode) {
        List<SwitchStep> common = List.of(
                new Fence(),
                new AwaitMirrors(),
                new FailoverPoint(),
                new TranslateAgain(),
                new Snapshot(),
                new Commit(),
                new ReadBack());
        if (mode == Mode.FAILOVER) {
            return common;
        }
        return Stream.concat(Stream.of(new Drain()), common.stream()).toList();
    }
}
