package dev.baton.translate;

import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogWindow.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a group that reads copies stands among their originals, from the records around its commit on both sides. Pure.
 *
 * <p>It rests on the same property of the copier as {@link ContentMatch}, seen from the other end: whatever was copied at all,
 * all originals before it were copied before. The copies may hold a stretch twice, the originals do not. So a group that has read
 * any copy of a record has read all originals up to it, whether a later copy lies before the group or not; and the answer is
 * the place behind the last such record. Originals that are alike tell nothing, since one may be copied and another not; those
 * without a copy were left out, or are not copied so far.
 */
final class CopyMatch {
    /** What a record says of the group. */
    private enum Kind {
        READ,
        UNREAD,
        PERHAPS,
        UNKNOWN
    }

    private final Map<Fingerprint, Item> firstCopies = new HashMap<>();
    private final Map<Fingerprint, Integer> counts = new HashMap<>();
    private final long committed;
    private final LogWindow originals;
    private final List<Item> items;
    private final boolean tellsApart;

    private CopyMatch(LogWindow copies, long committed, LogWindow originals, boolean withTime) {
        this.committed = committed;
        this.originals = originals;
        this.items = originals.items();
        this.tellsApart = withTime || originals.fromStart();
        copies.items().forEach(item -> firstCopies.putIfAbsent(item.print(), item));
        items.forEach(item -> counts.merge(item.print(), 1, Integer::sum));
    }

    /**
     * What the two windows prove of a commit; empty where they do not meet.
     *
     * @param withTime whether records are told apart by their time as well
     */
    static Optional<Content> find(LogWindow copies, long committed, LogWindow originals, boolean withTime) {
        return new CopyMatch(copies, committed, originals, withTime).seam();
    }

    private Optional<Content> seam() {
        int before = last(Kind.READ);
        if (before < 0 && !originals.fromStart()) {
            return Optional.empty();
        }
        int unread = firstUnread(before + 1);
        boolean found = unread < items.size();
        Long atMost = found || originals.toEnd() ? (Long) offset(unread) : null;
        long atLeast = offset(before + 1);
        long again = offset(last(Kind.PERHAPS) + 1);
        return Optional.of(new Content(
                atLeast,
                atMost,
                again > (atMost == null ? atLeast : atMost) ? (Long) again : null,
                found ? (Long) 0L : null,
                note(before)));
    }

    private Kind kind(Item original) {
        Item copy = firstCopies.get(original.print());
        if (copy == null) {
            return Kind.UNKNOWN;
        }
        if (copy.offset() >= committed) {
            return copy.closedBefore() ? Kind.UNREAD : Kind.PERHAPS;
        }
        boolean alone = tellsApart && counts.getOrDefault(original.print(), 0) == 1;
        return alone ? Kind.READ : Kind.PERHAPS;
    }

    private int last(Kind kind) {
        int i = items.size() - 1;
        while (i >= 0 && kind(items.get(i)) != kind) {
            i--;
        }
        return i;
    }

    private int firstUnread(int from) {
        int i = from;
        while (i < items.size() && kind(items.get(i)) != Kind.UNREAD) {
            i++;
        }
        return i;
    }

    private long offset(int index) {
        return index < items.size() ? items.get(index).offset() : originals.end();
    }

    private String note(int before) {
        @Nullable
        Item copy = before < 0 ? null : firstCopies.get(items.get(before).print());
        return copy == null
                ? "nothing that was read is left among the originals"
                : "record " + copy.offset() + " is a copy of "
                        + items.get(before).offset();
    }
}
