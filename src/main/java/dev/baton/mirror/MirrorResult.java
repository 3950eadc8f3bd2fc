package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import java.util.List;

/**
 * What a mirror process did until it stopped.
 *
 * @param last how it stood when it began to stop
 * @param records appended to the target and acknowledged, what was under way then included
 * @param bytes likewise
 * @param troubles what was not done beside records, one sentence each
 * @param cutShort whether it was told to stop before it came to its own end; one that goes on until then has none
 */
public record MirrorResult(MirrorView last, long records, long bytes, List<String> troubles, boolean cutShort) {
    /** Of one that came to its end. */
    public MirrorResult(MirrorView last, long records, long bytes, List<String> troubles) {
        this(last, records, bytes, troubles, false);
    }

    public MirrorResult {
        troubles = List.copyOf(troubles);
    }

    public int partitions() {
        return last.partitions();
    }

    public int groups() {
        return last.groups().carried();
    }

    /** Partitions that did not go on at the end. */
    public List<MirrorBeat.Fault> faults() {
        return last.stopped().stream().map(MirrorView.Stopped::fault).toList();
    }

    /** Whether everything was done. */
    public boolean isWhole() {
        return !cutShort && faults().isEmpty() && troubles.isEmpty();
    }
}
