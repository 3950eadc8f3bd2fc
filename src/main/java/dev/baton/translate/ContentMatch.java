package dev.baton.translate;

import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogWindow.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a group stands on the target, from the records around its commit on both sides. Pure.
 *
 * <p>It rests on one property of the copier: it copies a partition in order, one stretch after the other, and a stretch
 * begins at or before the end of the one before it. It may leave records out (aborted, compacted, filtered), repeat
 * stretches after a restart, and cut batches as it likes; offsets and counts are never compared.
 *
 * <p>Each target record is classed by the source records that have its content: consumed where all lie before the commit,
 * unconsumed where none does, open where some do, foreign where there is none. The answer is the seam: right behind the last
 * consumed record before the first one that is not. By the order of copying no unconsumed record lies before it. Where
 * consumed records follow behind the seam, the mirror repeated a stretch: the seam behind the repetition is taken if all that
 * lies between is found again after it, else the first one, and the repetition is read again. Foreign and open records at the
 * seam make it a pair of bounds.
 */
final class ContentMatch {
    private static final int FOREIGN = -1;

    private final List<Item> source;
    private final boolean sourceWhole;
    private final LogWindow window;
    private final List<Item> target;
    private final int consumed;
    private final Map<Fingerprint, List<Integer>> places = new HashMap<>();
    private final int[] least;
    private final int[] most;
    private boolean aligned;

    private ContentMatch(LogWindow source, long committed, LogWindow target) {
        this.source = source.items();
        this.sourceWhole = source.fromStart() && source.toEnd();
        this.window = target;
        this.target = target.items();
        this.consumed = (int)
                this.source.stream().filter(item -> item.offset() < committed).count();
        this.least = new int[this.target.size()];
        this.most = new int[this.target.size()];
        classify();
        narrow();
    }

    /** What the two windows prove of a commit; empty where they do not meet. */
    static Optional<Content> find(LogWindow source, long committed, LogWindow target) {
        return new ContentMatch(source, committed, target).seam();
    }

    private void classify() {
        for (int i = 0; i < source.size(); i++) {
            places.computeIfAbsent(source.get(i).print(), p -> new ArrayList<>(1))
                    .add(i);
        }
        for (int i = 0; i < target.size(); i++) {
            List<Integer> found = places.get(target.get(i).print());
            least[i] = found == null ? FOREIGN : found.get(0);
            most[i] = found == null ? FOREIGN : found.get(found.size() - 1);
        }
    }

    /** Where the known target records are one unbroken stretch of the source, neighbours tell repeated records apart. */
    private void narrow() {
        int first = 0;
        int last = target.size() - 1;
        while (first <= last && most[first] == FOREIGN) {
            first++;
        }
        while (last >= first && most[last] == FOREIGN) {
            last--;
        }
        List<Integer> shifts = first > last ? List.of() : shifts(first, last);
        if (shifts.isEmpty()) {
            return;
        }
        aligned = shifts.size() == 1 && sourceWhole;
        for (int i = first; i <= last; i++) {
            least[i] = shifts.get(0) + i - first;
            most[i] = shifts.get(shifts.size() - 1) + i - first;
        }
    }

    private List<Integer> shifts(int first, int last) {
        List<Integer> shifts = new ArrayList<>();
        for (int start : places.getOrDefault(target.get(first).print(), List.of())) {
            boolean same = start + last - first < source.size();
            for (int i = first; same && i <= last; i++) {
                same = target.get(i)
                        .print()
                        .equals(source.get(start + i - first).print());
            }
            if (same) {
                shifts.add(start);
            }
        }
        return shifts;
    }

    private Optional<Content> seam() {
        int open = next(0);
        int before = lastConsumed(open);
        if (before < 0 && !window.fromStart()) {
            return Optional.empty();
        }
        int again = lastConsumed(target.size());
        if (again > open && isRepeatedBehind(open, again)) {
            return Optional.of(behind(again, next(again + 1), null));
        }
        return Optional.of(behind(before, open, again > open ? again : null));
    }

    /** The first record from an index on that is not surely consumed, and known. */
    private int next(int from) {
        int i = from;
        while (i < target.size() && (most[i] == FOREIGN || most[i] < consumed)) {
            i++;
        }
        return i;
    }

    private int lastConsumed(int below) {
        int i = below - 1;
        while (i >= 0 && (most[i] == FOREIGN || most[i] >= consumed)) {
            i--;
        }
        return i;
    }

    private Content behind(int before, int open, @Nullable Integer repeated) {
        long atLeast = offset(before + 1);
        int sure = firstUnconsumed(before, open);
        Long atMost = sure < target.size() || window.toEnd() ? (Long) offset(sure) : null;
        if (repeated != null && atMost != null) {
            atMost = Math.max(atMost, offset(repeated + 1));
        }
        if (atMost != null && atMost == atLeast && !isTrusted(before, open)) {
            atMost = offset(Math.min(open + 1, target.size()));
        }
        boolean found = sure < target.size();
        return new Content(atLeast, atMost, found ? (Long) 0L : missing(before), note(before, repeated));
    }

    /** A record whose content comes more than once may be an older copy, of one that the source has lost. */
    private int firstUnconsumed(int before, int open) {
        Map<Fingerprint, Integer> behind = new HashMap<>();
        target.subList(before + 1, target.size()).forEach(item -> behind.merge(item.print(), 1, Integer::sum));
        int sure = open;
        while (sure < target.size() && !isUnconsumed(sure, behind)) {
            sure++;
        }
        return sure;
    }

    private boolean isUnconsumed(int index, Map<Fingerprint, Integer> behind) {
        return least[index] >= consumed
                && (aligned || (isUnique(index) && behind.get(target.get(index).print()) == 1));
    }

    /** What repeats within a window may repeat beyond it. */
    private boolean isTrusted(int before, int open) {
        return sourceWhole || (isUnique(before) && isUnique(open));
    }

    private boolean isUnique(int index) {
        return index < 0
                || index >= target.size()
                || places.getOrDefault(target.get(index).print(), List.of()).size() < 2;
    }

    /** Consumed records that would have come behind the last one found: not mirrored, or left out for good. */
    private @Nullable Long missing(int before) {
        if (!window.toEnd() || before < 0 || !isUnique(before)) {
            return null;
        }
        return (long) Math.max(0, consumed - 1 - least[before]);
    }

    private String note(int before, @Nullable Integer repeated) {
        String anchor = before < 0
                ? "nothing consumed is left on the target"
                : "source record " + source.get(most[before]).offset() + " is target record "
                        + target.get(before).offset();
        return repeated == null ? anchor : anchor + "; the mirror copied consumed records again behind it";
    }

    private long offset(int index) {
        return index < target.size() ? target.get(index).offset() : window.end();
    }

    /** Whether all that lies between the first seam and the repetition, and may be unconsumed, comes again behind it. */
    private boolean isRepeatedBehind(int open, int again) {
        Map<Fingerprint, Integer> after = new HashMap<>();
        for (int i = again + 1; i < target.size(); i++) {
            after.merge(target.get(i).print(), 1, Integer::sum);
        }
        Map<Fingerprint, Integer> between = new HashMap<>();
        for (int i = open; i <= again; i++) {
            if (most[i] == FOREIGN || most[i] >= consumed) {
                between.merge(target.get(i).print(), 1, Integer::sum);
            }
        }
        return between.entrySet().stream()
                .allMatch(entry -> after.getOrDefault(entry.getKey(), 0) >= needed(entry.getKey(), entry.getValue()));
    }

    private int needed(Fingerprint print, int seen) {
        List<Integer> known = places.getOrDefault(print, List.of());
        return known.isEmpty()
                ? seen
                : (int) known.stream().filter(place -> place >= consumed).count();
    }
}
