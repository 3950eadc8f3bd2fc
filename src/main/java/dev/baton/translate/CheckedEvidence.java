package dev.baton.translate;

import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.Refuted;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.Evidence.TurnedSyncs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    static List<Evidence> of(Question question, @Nullable LogRange source, LogRange target) {
        CheckedEvidence check = new CheckedEvidence(source, target);
        List<Evidence> reaching =
                question.evidence().stream().map(check::ofLogs).toList();
        return reaching.stream()
                .map(one -> one instanceof Checkpointed checkpoint
                        ? check.ofSyncs(checkpoint, question.committed(), reaching)
                        : one)
                .toList();
    }

    /** Evidence that names offsets which the logs do not reach is of an earlier incarnation of a topic. */
    private Evidence ofLogs(Evidence evidence) {
        if (evidence instanceof Syncs syncs) {
            return syncs.history()
                    .newest()
                    .map(newest -> reach(evidence, Method.SYNC, newest.upstream() + 1, newest.downstream() + 1))
                    .orElse(evidence);
        }
        if (evidence instanceof TurnedSyncs turned) {
            return turned.history()
                    .newest()
                    .map(newest -> reach(evidence, Method.SYNC, newest.downstream() + 1, newest.upstream() + 1))
                    .orElse(evidence);
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
    private Evidence ofSyncs(Checkpointed checkpoint, long committed, List<Evidence> all) {
        return all.stream()
                .filter(Syncs.class::isInstance)
                .map(one -> ((Syncs) one).history())
                .flatMap(history -> Stream.concat(
                        pastARecord(checkpoint, history).stream(),
                        pastFirstCopies(checkpoint, committed, history).stream()))
                .<Evidence>map(reason -> new Refuted(Method.CHECKPOINT, reason))
                .findFirst()
                .orElse(checkpoint);
    }

    private static Optional<String> pastARecord(Checkpointed checkpoint, SyncHistory history) {
        return history.atOrAbove(checkpoint.upstream())
                .filter(sync -> sync.downstream() < checkpoint.downstream())
                .map(sync -> "it maps " + checkpoint.upstream() + " to " + checkpoint.downstream() + ", past record "
                        + sync.upstream() + " at " + sync.downstream());
    }

    /** MirrorMaker 2 went by its last sync; where it may have begun again there, records copied once may lie before. */
    private Optional<String> pastFirstCopies(Checkpointed checkpoint, long committed, SyncHistory history) {
        return history.unpassed(committed, source == null ? Long.MAX_VALUE : source.end())
                .filter(stretch -> !stretch.isVoid() && checkpoint.downstream() >= stretch.until())
                .map(stretch -> "it maps " + checkpoint.upstream() + " to " + checkpoint.downstream()
                        + ", and records to " + stretch.copiedTo() + " may have been copied before "
                        + stretch.until() + " and not again");
    }
}
