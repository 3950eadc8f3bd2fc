package dev.baton.translate;

import dev.baton.translate.Around.Seen;
import dev.baton.translate.Evidence.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records around commits of one partition again in its copy, by their content.
 *
 * <p>Aborted records are read as well, since most mirrors copy them. The search begins where the target holds the least time
 * of the records around the commit for the first time, and with few records; where these do not settle it, with ten times as
 * many. What follows behind these windows is looked through for consumed records that the mirror copied again, once for as
 * many commits of the partition as memory has room for: a position alone does not say that nothing is read twice.
 *
 * <p>Nothing that other evidence proves is used here: a search that began behind a bound which is wrong would find the first
 * record there, and call it exact.
 */
final class ContentSearch {
    private static final int ANCHORS = 100;

    /**
     * How far the clocks of producers and of the target's brokers may lie apart, milliseconds: as much as Kerberos lets them. A
     * record is not appended before it is made, so that a target which stamps its own time has no copy earlier than this.
     */
    private static final long CLOCKS = 300_000;

    private final SearchedLog source;
    private final SearchedLog target;
    private final int[] widths;
    private final long lookedThrough;
    private final int held;
    private final LongConsumer progress;
    private final boolean wayBack;

    /**
     * A search in one partition and its copy.
     *
     * @param widths how many offsets to each side of a commit to look at, growing
     * @param lookedThrough how many records behind the windows are looked through at most
     * @param held how many records of the target are kept for one commit, and of both for several, before no more are begun
     * @param progress told how many records of the target were looked through so far
     */
    ContentSearch(
            SearchedLog source, SearchedLog target, int[] widths, long lookedThrough, int held, LongConsumer progress) {
        this.source = source;
        this.target = target;
        this.widths = widths.clone();
        this.lookedThrough = lookedThrough;
        this.held = held;
        this.progress = progress;
        this.wayBack = false;
    }

    private ContentSearch(ContentSearch other) {
        this.source = other.source;
        this.target = other.target;
        this.widths = other.widths;
        this.lookedThrough = other.lookedThrough;
        this.held = other.held;
        this.progress = other.progress;
        this.wayBack = true;
    }

    /** The same where the source's log holds the copies, and the target's the originals. */
    ContentSearch wayBack() {
        return new ContentSearch(this);
    }

    /**
     * What the two windows around a commit prove.
     *
     * @param source the records around the commit, {@code width} offsets to each side
     * @param target what was read on the target, and {@code last} the last record of it
     * @param withTime whether records were told apart by their time as well
     */
    record Found(
            Content content,
            long committed,
            Around source,
            int width,
            LogWindow target,
            @Nullable Seen last,
            boolean withTime) {

        /** Target offset behind what was read. */
        long end() {
            return target.end();
        }

        /** How many records it keeps. */
        int size() {
            return source.records().size() + target.items().size();
        }
    }

    /** A commit to look for, with windows that are at least so wide. */
    private record Wanted(long committed, long width) {}

    /** Where commits stand, and whether what they consumed comes again behind it. */
    Map<Long, Content> find(Collection<Long> commits) {
        Map<Long, Content> answers = new TreeMap<>();
        Queue<Wanted> open = new ArrayDeque<>();
        commits.forEach(commit -> open.add(new Wanted(commit, 0)));
        while (!open.isEmpty()) {
            List<Found> some = some(open);
            Repeats repeats = Repeats.of(some, source, target, lookedThrough, progress, wayBack);
            for (Found found : some) {
                answers.put(found.committed(), repeats.bounded(found));
                long width = repeats.width(found);
                if (width > found.width() && width <= widths[widths.length - 1]) {
                    open.add(new Wanted(found.committed(), width));
                }
            }
        }
        return answers;
    }

    /** Takes as many as are held at once. */
    private List<Found> some(Queue<Wanted> open) {
        List<Found> some = new ArrayList<>();
        long kept = 0;
        while (!open.isEmpty() && kept < held) {
            Wanted next = open.remove();
            Optional<Found> found = around(next.committed(), next.width());
            found.ifPresent(some::add);
            kept += found.map(Found::size).orElse(0);
        }
        return some;
    }

    /** What the records around a commit prove; empty where they are not on the target. Says nothing of what comes later. */
    Optional<Content> position(long committed) {
        return around(committed, 0).map(Found::content);
    }

    private Optional<Found> around(long committed, long atLeast) {
        Optional<Found> best = Optional.empty();
        for (int width : widths) {
            if (width < atLeast) {
                continue;
            }
            Around around = read(committed, width);
            if (!around.records().isEmpty() && isTelling(around)) {
                Optional<Found> before = best;
                best = around(committed, around, width).or(() -> before);
            }
            boolean all = around.isWhole()
                    && best.map(found -> found.target().toEnd()).orElse(true);
            if (all || best.filter(ContentSearch::isSettled).isPresent()) {
                return best;
            }
        }
        return best;
    }

    /** Without times any record may be alike to one behind the window, which is not consumed. */
    private boolean isTelling(Around around) {
        return around.toEnd() || !target.isAppendTimed();
    }

    private Optional<Found> around(long committed, Around around, int width) {
        long start = target.range().start();
        long from = Math.max(start, from(committed, around, width));
        TargetScan scan = new TargetScan(around, committed, width, held, from == start);
        boolean toEnd = target.scan(from, target.range().end(), scan::add);
        LogWindow onSource = new LogWindow(scan.sourceItems(), committed + width, around.fromStart(), around.toEnd());
        LogWindow onTarget = scan.targetWindow(target.range().end(), toEnd);
        boolean withTime = scan.isWithTime();
        Optional<Content> content = wayBack
                ? CopyMatch.find(onSource, committed, onTarget, withTime)
                : ContentMatch.find(onSource, committed, onTarget).map(c -> withTime ? held(c, committed, around) : c);
        return content.map(c -> new Found(c, committed, around, width, onTarget, scan.last(), withTime));
    }

    /**
     * Where the mirror seems not to have come to the commit, and yet there are later records on the target, it copies for a
     * second time, and the first copies of the last consumed records are gone: what comes before is not to be passed.
     */
    private Content held(Content content, long committed, Around around) {
        if (Long.valueOf(0).equals(content.unmirrored())) {
            return content;
        }
        long greatest = around.records().stream()
                .filter(seen -> seen.offset() < committed)
                .mapToLong(Seen::time)
                .max()
                .orElse(Long.MAX_VALUE - 1);
        Long later = target.firstAt(greatest + 1);
        return later == null || later >= content.atLeast()
                ? content
                : new Content(
                        later,
                        content.atLeast(),
                        Long.MAX_VALUE,
                        content.unmirrored(),
                        "later records than the consumed ones lie before them: the mirror copies all for a second time");
    }

    private Around read(long committed, int width) {
        List<Seen> records = new ArrayList<>();
        LogRange range = source.range();
        long from = Math.max(range.start(), committed - width);
        long to = Math.min(range.end(), committed + width);
        source.scan(from, to, entry -> records.add(Seen.of(entry)));
        return new Around(records, from == range.start(), to == range.end());
    }

    /** Wider windows would prove more; without times only the whole log does. */
    private static boolean isSettled(Found found) {
        Content content = found.content();
        Long atMost = content.atMost();
        boolean near = atMost != null && atMost - content.atLeast() <= 1 && content.again() == null;
        return content.isExact() || (near && !found.withTime());
    }

    /** No copy of the last consumed records, nor of the first others, lies below the first target record of their least time. */
    private long from(long committed, Around around, int width) {
        List<Seen> records = around.records();
        int consumed =
                (int) records.stream().filter(seen -> seen.offset() < committed).count();
        if (consumed == 0) {
            return target.range().start();
        }
        long least = records.subList(Math.max(0, consumed - ANCHORS), records.size()).stream()
                .mapToLong(Seen::time)
                .min()
                .orElse(-1);
        boolean appendTimed = target.isAppendTimed();
        Long first = least < 0 ? null : target.firstAt(appendTimed ? least - CLOCKS : least);
        if (first == null || (appendTimed && first >= target.range().end())) {
            return target.range().start();
        }
        // Nothing as late on the target: not mirrored so far, and what is mirrored ends before
        return first >= target.range().end() ? first - 2L * width : first;
    }
}
