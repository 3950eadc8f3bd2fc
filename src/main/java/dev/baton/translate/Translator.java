package dev.baton.translate;

import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Refuted;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.SyncHistory.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The decision: evidence to an answer. Pure.
 *
 * <p>Each piece of evidence proves a lower bound of the true answer, some an upper one; the end of the target's log is
 * always an upper one. The answer is the greatest lower bound: exact where it meets the least upper bound, else at most
 * the distance to it is read again. Where a lower bound lies above an upper one, evidence disagrees: the greatest lower
 * bound that contradicts nothing is taken, and the disagreement reported.
 */
public final class Translator {
    private Translator() {}

    /** The answer to one question. */
    public static Answer translate(Question question) {
        LogRange target = question.target();
        if (target == null) {
            String silence = question.silence();
            return unknown(silence == null ? "the target has no such partition" : silence);
        }
        LogRange source = question.source();
        if (source != null && question.committed() > source.end()) {
            return unknown("committed " + question.committed() + " lies past the source's log end " + source.end()
                    + ": the topic was made anew, or its log cut");
        }
        List<Evidence> evidence = question.evidence().stream()
                .map(e -> checked(e, source, target))
                .toList();
        List<Bound> bounds = new ArrayList<>();
        evidence.forEach(e -> Bounds.of(e, question.committed(), source, target).ifPresent(bounds::add));
        ofStart(question, target).ifPresent(bounds::add);
        return bounds.isEmpty() ? unknown(whyNothing(question, evidence)) : merge(bounds, evidence, target);
    }

    private static Answer unknown(String reason) {
        return new Answer(new Translation.Unknown(reason), null);
    }

    /** Evidence that names offsets which the logs do not reach is of an earlier incarnation of a topic. */
    private static Evidence checked(Evidence evidence, @Nullable LogRange source, LogRange target) {
        if (evidence instanceof Syncs syncs) {
            Optional<Sync> newest = syncs.history().newest();
            return newest.isEmpty()
                    ? evidence
                    : reach(
                            evidence,
                            Method.SYNC,
                            newest.get().upstream() + 1,
                            newest.get().downstream() + 1,
                            source,
                            target);
        }
        if (evidence instanceof Checkpointed mark) {
            return reach(evidence, Method.CHECKPOINT, mark.upstream(), mark.downstream(), source, target);
        }
        if (evidence instanceof Carried carried) {
            return reach(evidence, carried.method(), carried.upstream(), carried.downstream(), source, target);
        }
        if (evidence instanceof Mirrored mirrored) {
            Method method = mirrored.map().isPreserved() ? Method.PRESERVED : Method.MAP;
            return reach(evidence, method, 0, mirrored.mirroredEnd(), source, target);
        }
        return evidence;
    }

    private static Evidence reach(
            Evidence evidence,
            Method method,
            long upstreamEnd,
            long downstreamEnd,
            @Nullable LogRange source,
            LogRange target) {
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

    /** What needs no evidence: nothing consumed, or nothing there. */
    private static Optional<Bound> ofStart(Question question, LogRange target) {
        boolean mirrored = question.evidence().stream().anyMatch(e -> e instanceof Mirrored || e instanceof Refuted);
        if (target.isEmpty() && !mirrored) {
            return Optional.of(Bound.exact(Method.START, target.start(), null, "the target's partition is empty"));
        }
        if (question.committed() == 0 && !mirrored) {
            return Optional.of(Bound.exact(Method.START, target.start(), 0L, null));
        }
        LogRange source = question.source();
        if (source != null && question.committed() <= source.start() && !mirrored) {
            return Optional.of(new Bound(
                    Method.START,
                    target.start(),
                    null,
                    null,
                    question.committed() < source.start()
                            ? "the source removed the records from " + question.committed() + " to " + source.start()
                            : "nothing consumed of what the source holds"));
        }
        return Optional.empty();
    }

    private static String whyNothing(Question question, List<Evidence> evidence) {
        String voids = evidence.stream()
                .filter(Refuted.class::isInstance)
                .map(e -> ((Refuted) e).method().label() + ": " + ((Refuted) e).reason())
                .collect(Collectors.joining("; "));
        if (!voids.isEmpty()) {
            return voids;
        }
        for (Evidence e : evidence) {
            if (e instanceof RecordTime) {
                return "no record of that time or later on the target: not mirrored yet, or removed";
            }
        }
        return evidence.isEmpty()
                ? "no evidence of this partition on the target"
                : "committed " + question.committed() + " lies before the earliest evidence";
    }

    private static Answer merge(List<Bound> bounds, List<Evidence> evidence, LogRange target) {
        long upper = bounds.stream()
                .map(Bound::atMost)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
        long least = Math.min(upper, target.end());
        Bound best = greatest(bounds, Long.MAX_VALUE);
        Bound taken = greatest(bounds, least);
        List<String> reasons = new ArrayList<>();
        boolean disagree = best.atLeast() > least;
        long reach = Math.max(disagree ? highest(bounds, target) : least, again(bounds, target));
        if (disagree) {
            reasons.add("evidence disagrees (" + listed(bounds) + "): the lower one is taken");
        }
        long answer = Math.max(taken.atLeast(), target.start());
        if (taken.note() != null) {
            reasons.add(taken.note());
        }
        if (answer > taken.atLeast()) {
            reasons.add("the target removed the records from " + taken.atLeast() + " to " + answer);
        }
        evidence.stream()
                .filter(Refuted.class::isInstance)
                .forEach(e -> reasons.add(((Refuted) e).method().label() + " ignored: " + ((Refuted) e).reason()));
        return new Answer(verdict(answer, Math.max(0, reach - answer), taken, reasons), unmirrored(bounds));
    }

    private static Translation verdict(long answer, long reread, Bound taken, List<String> reasons) {
        String reason = String.join("; ", reasons);
        return reread == 0 && !taken.lost()
                ? new Translation.Exact(answer, taken.method(), reason.isEmpty() ? null : reason)
                : new Translation.AtMost(answer, reread, taken.method(), reason);
    }

    /** The greatest lower bound that is not above a limit; of equals the exact one. */
    private static Bound greatest(List<Bound> bounds, long limit) {
        Bound found = null;
        for (Bound bound : bounds) {
            boolean fits = bound.atLeast() <= limit;
            if (fits && (found == null || bound.atLeast() > found.atLeast() || betterOfEquals(bound, found))) {
                found = bound;
            }
        }
        return found == null ? lowest(bounds) : found;
    }

    private static boolean betterOfEquals(Bound bound, Bound found) {
        if (bound.lost() || found.lost()) {
            return bound.atLeast() == found.atLeast() && bound.lost();
        }
        return bound.atLeast() == found.atLeast() && bound.isExact() && !found.isExact();
    }

    private static Bound lowest(List<Bound> bounds) {
        return bounds.stream()
                .min((a, b) -> Long.compare(a.atLeast(), b.atLeast()))
                .orElseThrow();
    }

    private static long highest(List<Bound> bounds, LogRange target) {
        return Math.min(
                target.end(),
                bounds.stream()
                        .mapToLong(b -> b.atMost() == null ? target.end() : Math.max(b.atLeast(), b.atMost()))
                        .max()
                        .orElse(target.end()));
    }

    /** Behind the last record that any evidence says may come again. */
    private static long again(List<Bound> bounds, LogRange target) {
        return bounds.stream()
                .map(Bound::again)
                .filter(Objects::nonNull)
                .mapToLong(again -> Math.min(target.end(), again))
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static String listed(List<Bound> bounds) {
        return bounds.stream()
                .map(b -> b.method().label() + (b.isExact() ? " " : " >= ") + b.atLeast())
                .collect(Collectors.joining(", "));
    }

    /** The least that any evidence admits; null where none says anything. */
    private static @Nullable Long unmirrored(List<Bound> bounds) {
        return bounds.stream()
                .map(Bound::unmirrored)
                .filter(Objects::nonNull)
                .min(Long::compare)
                .orElse(null);
    }
}
