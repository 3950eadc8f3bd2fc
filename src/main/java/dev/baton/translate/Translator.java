package dev.baton.translate;

import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Refuted;
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
    private static final String NOTHING_ELSE =
            "nothing else vouches for it: MirrorMaker 2 before 3.4.1 may put it too far (KAFKA-12468), and a target topic"
                    + " that was made anew leaves it behind";

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
        List<Evidence> evidence = CheckedEvidence.of(question, source, target);
        List<Bound> bounds = new ArrayList<>();
        evidence.forEach(e -> Bounds.of(e, question.committed(), source, target).ifPresent(bounds::add));
        ofStart(question, target).ifPresent(bounds::add);
        if (bounds.isEmpty()) {
            return target.isEmpty() && !isBatons(question)
                    ? ofNothing(question, evidence, target)
                    : unknown(whyNothing(question, evidence));
        }
        return merge(bounds, ceiling(question, evidence), evidence, target);
    }

    private static @Nullable Sync ceiling(Question question, List<Evidence> evidence) {
        return evidence.stream()
                .flatMap(e -> Bounds.ceiling(e, question.committed(), question.source()).stream())
                .findFirst()
                .orElse(null);
    }

    private static Answer unknown(String reason) {
        return new Answer(new Translation.Unknown(reason), null);
    }

    /** Whether Baton mirrors the partition, or did: then its map says where a group begins, or that nobody knows. */
    private static boolean isBatons(Question question) {
        return question.evidence().stream()
                .anyMatch(e -> e instanceof Mirrored
                        || (e instanceof Refuted refuted
                                && (refuted.method() == Method.PRESERVED || refuted.method() == Method.MAP)));
    }

    /** What needs no evidence: a group that has consumed nothing of what there is. */
    private static Optional<Bound> ofStart(Question question, LogRange target) {
        boolean mirrored = isBatons(question);
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

    /**
     * No evidence, and no record on the target: the group goes on at its start. What the source has of what the group consumed
     * is not there, and is read again if it is ever copied.
     */
    private static Answer ofNothing(Question question, List<Evidence> evidence, LogRange target) {
        LogRange source = question.source();
        Long consumed = source == null ? null : (Long) Math.max(0, question.committed() - source.start());
        List<String> reasons = new ArrayList<>();
        reasons.add("the target's partition is empty: nothing of what the group consumed is there");
        addIgnored(evidence, reasons);
        return new Answer(
                new Translation.AtMost(target.start(), consumed, Method.START, String.join("; ", reasons)), consumed);
    }

    private static void addIgnored(List<Evidence> evidence, List<String> reasons) {
        evidence.stream()
                .filter(Refuted.class::isInstance)
                .forEach(e -> reasons.add(((Refuted) e).method().label() + " ignored: " + ((Refuted) e).reason()));
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

    private static Answer merge(List<Bound> bounds, @Nullable Sync ceiling, List<Evidence> evidence, LogRange target) {
        long least = Math.min(upper(bounds, ceiling), target.end());
        Bound best = greatest(bounds, Long.MAX_VALUE);
        Bound taken = greatest(bounds, least);
        List<String> reasons = new ArrayList<>();
        boolean disagree = best.atLeast() > least;
        long reach = Math.max(disagree ? highest(bounds, target) : least, again(bounds, target));
        if (disagree) {
            reasons.add("evidence disagrees (" + listed(bounds, ceiling) + "): the lower one is taken");
        }
        long answer = Math.max(taken.atLeast(), target.start());
        if (taken.note() != null) {
            reasons.add(taken.note());
        }
        if (taken.method() == Method.CHECKPOINT && bounds.size() == 1 && ceiling == null) {
            reasons.add(NOTHING_ELSE);
        }
        if (ceiling != null && least == ceiling.downstream()) {
            reasons.add("the next synced record is " + ceiling.upstream() + " at " + ceiling.downstream());
        }
        if (answer > taken.atLeast()) {
            reasons.add("the target removed the records from " + taken.atLeast() + " to " + answer);
        }
        addIgnored(evidence, reasons);
        Long unmirrored = ceiling == null ? unmirrored(bounds) : (Long) 0L;
        return new Answer(verdict(answer, Math.max(0, reach - answer), taken, reasons), unmirrored);
    }

    private static long upper(List<Bound> bounds, @Nullable Sync ceiling) {
        long upper = ceiling == null ? Long.MAX_VALUE : ceiling.downstream();
        for (Bound bound : bounds) {
            Long atMost = bound.atMost();
            upper = atMost == null ? upper : Math.min(upper, atMost);
        }
        return upper;
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

    private static String listed(List<Bound> bounds, @Nullable Sync ceiling) {
        String lower = bounds.stream()
                .map(b -> b.method().label() + (b.isExact() ? " " : " >= ") + b.atLeast())
                .collect(Collectors.joining(", "));
        return ceiling == null ? lower : lower + ", sync <= " + ceiling.downstream();
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
