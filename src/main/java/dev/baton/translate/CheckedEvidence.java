package dev.baton.translate;

import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.Refuted;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.SyncHistory.Sync;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of the evidence can be true of these logs; the rest is refuted. Pure. */
final class CheckedEvidence {
    private final @Nullable LogRange source;
    private final LogRange target;

    private CheckedEvidence(@Nullable LogRange source, LogRange target) {
        this.source = source;
        this.target = target;
    }

    /** The same evidence, with what contradicts the logs, or other evidence that does not, refuted. */
    static List<Evidence> of(List<Evidence> evidence, @Nullable LogRange source, LogRange target) {
        CheckedEvidence check = new CheckedEvidence(source, target);
        List<Evidence> reaching = evidence.stream().map(check::ofLogs).toList();
        return reaching.stream().map(one -> ofSyncs(one, reaching)).toList();
    }

    /** Evidence that names offsets which the logs do not reach is of an earlier incarnation of a topic. */
    private Evidence ofLogs(Evidence evidence) {
        if (evidence instanceof Syncs syncs) {
            Optional<Sync> newest = syncs.history().newest();
            return newest.isEmpty()
                    ? evidence
                    : reach(
                            evidence,
                            Method.SYNC,
                            newest.get().upstream() + 1,
                            newest.get().downstream() + 1);
        }
        if (evidence instanceof Checkpointed mark) {
            return reach(evidence, Method.CHECKPOINT, mark.upstream(), mark.downstream());
        }
        if (evidence instanceof Carried carried) {
            return reach(evidence, carried.method(), carried.upstream(), carried.downstream());
        }
        if (evidence instanceof Mirrored mirrored) {
            Method method = mirrored.map().isPreserved() ? Method.PRESERVED : Method.MAP;
            return reach(evidence, method, 0, mirrored.mirroredEnd());
        }
        return evidence;
    }

    private Evidence reach(Evidence evidence, Method method, long upstreamEnd, long downstreamEnd) {
        if (downstreamEnd > target.end()) {
            return new Refuted(
                    method,
                    "the target's log ends at " + target.end() + ", below " + downstreamEnd
                            + ": the topic was made anew there, or lost data");
        }
        if (source != null && upstreamEnd > source.end()) {
            return new Refuted(
                    method,
                    "the source's log ends at " + source.end() + ", below " + upstreamEnd
                            + ": the topic was made anew there");
        }
        return evidence;
    }

    /**
     * A checkpoint lies at or before the copy of every record that the group had not consumed then, and so of the next one that
     * a sync names. MirrorMaker 2 before 3.4.1 could put it behind (KAFKA-12468); so does a target topic that was made anew,
     * where the checkpoint stays, since MirrorMaker 2 writes none that goes back.
     */
    private static Evidence ofSyncs(Evidence evidence, List<Evidence> all) {
        if (!(evidence instanceof Checkpointed checkpoint)) {
            return evidence;
        }
        return all.stream()
                .filter(Syncs.class::isInstance)
                .flatMap(one -> ((Syncs) one).history().atOrAbove(checkpoint.upstream()).stream())
                .filter(sync -> sync.downstream() < checkpoint.downstream())
                .<Evidence>map(sync -> new Refuted(
                        Method.CHECKPOINT,
                        "it maps " + checkpoint.upstream() + " to " + checkpoint.downstream() + ", past record "
                                + sync.upstream() + " at " + sync.downstream()))
                .findFirst()
                .orElse(evidence);
    }
}
