package dev.baton.translate;

import dev.baton.translate.Around.Seen;
import dev.baton.translate.Evidence.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records around commits of one partition again in its copy, by their content.
 *
 * <p>Aborted records are read as well, since most mirrors copy them. The search begins where the target holds the least time
 * of the records around the commit for the first time, and with few records; where these do not settle it, with ten times as
 * many. What follows behind these windows is looked through for consumed records that the mirror copied again, once for all
 * commits of the partition: a position alone does not say that nothing is read twice.
 */
final class ContentSearch {
    private static final int ANCHORS = 100;

    private final SearchedLog source;
    private final SearchedLog target;
    private final int[] widths;
    private final long lookedThrough;
    private final LongConsumer progress;

    /**
     * A search in one partition and its copy.
     *
     * @param widths how many offsets to each side of a commit to look at, growing
     * @param lookedThrough how many records behind the windows are looked through at most
     * @param progress told how many records of the target were looked through so far
     */
    ContentSearch(SearchedLog source, SearchedLog target, int[] widths, long lookedThrough, LongConsumer progress) {
        this.source = source;
        this.target = target;
        this.widths = widths.clone();
        this.lookedThrough = lookedThrough;
        this.progress = progress;
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
    }

    /**
     * Where commits stand, and whether what they consumed comes again behind it.
     *
     * @param commits each with a target offset that is known not to lie past the answer; null where nothing is known
     */
    Map<Long, Content> find(SortedMap<Long, @Nullable Long> commits) {
        Map<Long, Content> answers = new TreeMap<>();
        List<Found> open = commits.entrySet().stream()
                .flatMap(commit -> around(commit.getKey(), commit.getValue(), 0).stream())
                .toList();
        while (!open.isEmpty()) {
            Repeats repeats = Repeats.of(open, source, target, lookedThrough, progress);
            List<Found> wider = new ArrayList<>();
            for (Found found : open) {
                wider(found, commits.get(found.committed()), repeats.width(found))
                        .ifPresentOrElse(wider::add, () -> answers.put(found.committed(), repeats.bounded(found)));
            }
            open = wider;
        }
        return answers;
    }

    /** What the records around a commit prove; empty where they are not on the target. Says nothing of what comes later. */
    Optional<Content> position(long committed, @Nullable Long proven) {
        return around(committed, proven, 0).map(Found::content);
    }

    /** The same with windows that reach over a repetition; empty where they do, or where none is wide enough. */
    private Optional<Found> wider(Found found, @Nullable Long proven, long width) {
        boolean helps = width > found.width() && width <= widths[widths.length - 1];
        return helps ? around(found.committed(), proven, width) : Optional.empty();
    }

    private Optional<Found> around(long committed, @Nullable Long proven, long atLeast) {
        Optional<Found> best = Optional.empty();
        for (int width : widths) {
            if (width < atLeast) {
                continue;
            }
            Around around = read(committed, width);
            if (!around.records().isEmpty()) {
                Optional<Found> before = best;
                best = around(committed, proven, around, width).or(() -> before);
            }
            boolean all = around.isWhole()
                    && best.map(found -> found.target().toEnd()).orElse(true);
            if (all || best.filter(ContentSearch::isSettled).isPresent()) {
                return best;
            }
        }
        return best;
    }

    private Optional<Found> around(long committed, @Nullable Long proven, Around around, int width) {
        long start = proven == null
                ? target.range().start()
                : Math.max(proven, target.range().start());
        long from = Math.max(start, from(committed, around, width));
        TargetScan scan = new TargetScan(around, committed, width, from <= start);
        boolean toEnd = target.scan(from, target.range().end(), scan::add);
        LogWindow onSource = new LogWindow(scan.sourceItems(), committed + width, around.fromStart(), around.toEnd());
        LogWindow onTarget = scan.targetWindow(target.range().end(), toEnd);
        return ContentMatch.find(onSource, committed, onTarget)
                .map(content -> new Found(
                        scan.isWithTime() ? held(content, committed, around) : content,
                        committed,
                        around,
                        width,
                        onTarget,
                        scan.last(),
                        scan.isWithTime()));
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
        if (consumed == 0 || target.isAppendTimed()) {
            return target.range().start();
        }
        long least = records.subList(Math.max(0, consumed - ANCHORS), records.size()).stream()
                .mapToLong(Seen::time)
                .min()
                .orElse(-1);
        Long first = least < 0 ? null : target.firstAt(least);
        if (first == null) {
            return target.range().start();
        }
        // Nothing as late on the target: not mirrored so far, and what is mirrored ends before
        return first >= target.range().end() ? first - 2L * width : first;
    }
}
