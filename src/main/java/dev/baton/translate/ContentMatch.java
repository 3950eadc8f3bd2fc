package dev.baton.translate;

import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogWindow.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** The least place of what may be alike to a record before the window. */
    private static final int PERHAPS_BEFORE = -2;

    private final List<Item> source;
    private final boolean sourceWhole;
    private final LogWindow window;
    private final List<Item> target;
    private final int consumed;
    private final Map<Fingerprint, List<Integer>> places = new HashMap<>();
    private final int[] least;
    private final int[] most;

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
            least[i] = found == null ? FOREIGN : least(found);
            most[i] = found == null ? FOREIGN : most(found);
        }
    }

    private int least(List<Integer> found) {
        return source.get(found.get(0)).closedBefore() ? found.get(0) : PERHAPS_BEFORE;
    }

    private int most(List<Integer> found) {
        int last = found.get(found.size() - 1);
        return source.get(last).closedAfter() ? last : Integer.MAX_VALUE;
    }

    /**
     * Neighbours tell repeated records apart: between two records that are unique, and in order, lie only copies of what
     * lies between them on the source; one for one where there are as many.
     */
    private void narrow() {
        int left = FOREIGN;
        for (int right = 0; right < target.size(); right++) {
            if (isKnownOnce(right)) {
                if (left != FOREIGN && least[left] < least[right]) {
                    narrow(left, right);
                }
                left = right;
            }
        }
    }

    private boolean isKnownOnce(int index) {
        return least[index] != FOREIGN && least[index] == most[index] && isUnique(index);
    }

    private void narrow(int left, int right) {
        int from = least[left];
        int to = least[right];
        boolean oneForOne = to - from == right - left;
        for (int i = left + 1; oneForOne && i < right; i++) {
            oneForOne = source.get(from + i - left).print().equals(target.get(i).print());
        }
        for (int i = left + 1; i < right; i++) {
            List<Integer> between = places.getOrDefault(target.get(i).print(), List.of()).stream()
                    .filter(place -> place > from && place < to)
                    .toList();
            if (!between.isEmpty()) {
                least[i] = oneForOne ? from + i - left : between.get(0);
                most[i] = oneForOne ? least[i] : between.get(between.size() - 1);
            }
        }
    }

    private Optional<Content> seam() {
        int open = Math.min(next(0), firstHidden());
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

    /** The first record, lost on the source, that is perhaps not consumed: those right before the mirror began anew. */
    private int firstHidden() {
        int hidden = 0;
        int greatest = FOREIGN;
        for (int i = 0; i < target.size(); i++) {
            int place = onlyPlace(i);
            if (place != FOREIGN) {
                if (place <= greatest && hidden < i) {
                    return hidden;
                }
                greatest = place;
                hidden = i + 1;
            }
        }
        return target.size();
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
        int sure = firstUnconsumed();
        Long atMost = sure < target.size() || window.toEnd() ? (Long) offset(sure) : null;
        long again = Math.max(offset(lastPerhapsConsumed() + 1), offset(lastBegin(before + 1)));
        if (atMost != null && atMost == atLeast && !isTrusted(before, open)) {
            atMost = offset(Math.min(open + 1, target.size()));
        }
        boolean found = sure < target.size();
        return new Content(
                atLeast,
                atMost,
                again > (atMost == null ? atLeast : atMost) ? (Long) again : null,
                found ? (Long) 0L : missing(before),
                note(before, repeated));
    }

    /**
     * Where the mirror last began anew, behind an index, with records right before that the source has lost: what is found once
     * on the source goes back there. The lost ones may be consumed.
     */
    private int lastBegin(int from) {
        int begin = 0;
        int greatest = FOREIGN;
        boolean lost = false;
        for (int i = from; i < target.size(); i++) {
            int place = onlyPlace(i);
            lost |= most[i] == FOREIGN;
            if (place != FOREIGN) {
                begin = place <= greatest && lost ? i : begin;
                greatest = place;
                lost = false;
            }
        }
        return begin;
    }

    private int onlyPlace(int index) {
        List<Integer> known = places.getOrDefault(target.get(index).print(), List.of());
        return known.size() == 1 ? known.get(0) : FOREIGN;
    }

    private int lastPerhapsConsumed() {
        int i = target.size() - 1;
        while (i >= 0 && (least[i] == FOREIGN || least[i] >= consumed)) {
            i--;
        }
        return i;
    }

    /**
     * The first unconsumed record that does not come again: no answer lies behind it. A record whose content comes more than
     * once may be an older copy, of one that the source has lost; the last is none.
     */
    private int firstUnconsumed() {
        Set<Fingerprint> later = new HashSet<>();
        int sure = target.size();
        for (int i = target.size() - 1; i >= 0; i--) {
            if (later.add(target.get(i).print()) && least[i] >= consumed) {
                sure = i;
            }
        }
        return sure;
    }

    /** What repeats within a window may repeat beyond it. */
    private boolean isTrusted(int before, int open) {
        return sourceWhole || (isUnique(before) && isUnique(open));
    }

    private boolean isUnique(int index) {
        if (index < 0 || index >= target.size()) {
            return true;
        }
        List<Integer> known = places.getOrDefault(target.get(index).print(), List.of());
        if (known.isEmpty()) {
            return true;
        }
        Item only = source.get(known.get(0));
        return known.size() == 1 && only.closedBefore() && only.closedAfter();
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

    /** Of records that are alike nobody can tell which came again. */
    private int needed(Fingerprint print, int seen) {
        List<Integer> known = places.getOrDefault(print, List.of());
        return known.isEmpty() ? seen : known.size() == 1 ? 1 : Integer.MAX_VALUE;
    }
}
