package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import java.util.List;

/**
 * What a mirror process did until it stopped.
 *
 * @param records appended to the target and acknowledged
 * @param faults partitions that did not go on at the end
 */
public record MirrorResult(int partitions, int groups, long records, long bytes, List<MirrorBeat.Fault> faults) {
    public MirrorResult {
        faults = List.copyOf(faults);
    }
}
