package dev.baton.quickstart;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one group came through the failover.
 *
 * @param distance records acknowledged on the active cluster that its application had not processed when the cluster died
 * @param before records that it processed on the active cluster
 * @param after records that it processed on the passive one
 * @param skipped mirrored, yet processed neither before nor after
 * @param twiceBelow processed on both, though below the last commit that the mirror had seen
 * @param repeated processed twice on one and the same cluster
 * @param aborted processed though its transaction was aborted
 * @param reread processed on both, from the last commit that the mirror had seen on
 * @param bound what Baton stated for {@code reread} at most, over all partitions
 * @param beyond partitions where more was read again than Baton stated
 * @param misread partitions for which Baton stated another commit than the mirror had seen
 * @param unseen how long before the kill the oldest record was processed that was read again; zero where none was
 */
public record GroupOutcome(
        String group,
        int distance,
        int before,
        int after,
        Faults skipped,
        Faults twiceBelow,
        Faults repeated,
        Faults aborted,
        int reread,
        long bound,
        Faults beyond,
        Faults misread,
        Duration unseen) {

    /** Whether nothing was lost or run twice, other than what Baton said it could not know. */
    public boolean holds() {
        return faults().values().stream().allMatch(Faults::none);
    }

    /** What must not have happened, by its name. */
    public Map<String, Faults> faults() {
        Map<String, Faults> all = new LinkedHashMap<>();
        all.put("mirrored and never processed", skipped);
        all.put("run twice below the last commit seen", twiceBelow);
        all.put("run twice on one cluster", repeated);
        all.put("aborted and yet processed", aborted);
        all.put("read again more often than stated", beyond);
        all.put("stated another commit than was seen", misread);
        return all;
    }
}
