package dev.baton.translate;

import dev.baton.translate.Around.Seen;
import dev.baton.translate.ContentSearch.Found;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.SearchedLog.Entry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Consumed records that come again on the target, behind the windows in which commits were found: a mirror that was started
 * anew copied a stretch again. By the order of copying such a stretch goes on past the commit, so that it holds the last
 * consumed records, which are looked for; or it is being copied still, and then the newest target record is one of it.
 */
final class Repeats {
    private static final long TELL_EVERY = 200_000;
    private static final int ANCHORS = 100;
    private static final int SAME_TIME = 10_000;

    /** As far as the target's log goes. */
    private static final Long END = Long.MAX_VALUE;

    /** How far is not known; one can be behind it. */
    private static final long UNKNOWN = END - 1;

    private final List<Found> founds;
    private final long limit;
    private final LongConsumer progress;
    private final Map<Fingerprint, Long> places = new HashMap<>();
    private final Set<Long> times = new HashSet<>();
    private final Map<Long, Set<Long>> firstOthers = new HashMap<>();
    private final Map<Long, Again> again = new HashMap<>();
    private boolean anyTime;
    private boolean cut;
    private long read;
    private @Nullable Entry last;

    /** A target record that is a copy of a consumed source record. */
    private record Again(long target, long source) {}

    private Repeats(List<Found> founds, long limit, LongConsumer progress) {
        this.founds = founds;
        this.limit = limit;
        this.progress = progress;
    }

    /** Looks through the target behind the windows of all commits. */
    static Repeats of(
            List<Found> founds,
            SearchedLog source,
            SearchedLog target,
            long limit,
            LongConsumer progress,
            boolean wayBack) {
        Repeats repeats = new Repeats(founds, limit, progress);
        founds.forEach(repeats::lookFor);
        long from = founds.stream()
                .mapToLong(Found::end)
                .min()
                .orElse(target.range().end());
        repeats.cut = !target.scan(from, target.range().end(), repeats::take);
        if (wayBack) {
            founds.forEach(found -> repeats.lookForEarlierCopies(found, source));
        } else if (!repeats.cut) {
            repeats.newest().ifPresent(seen -> repeats.standsAt(seen, source, !target.isAppendTimed()));
        }
        return repeats;
    }

    /**
     * The last consumed records, and the first others that were found: a stretch that is copied again holds both. Those that
     * come once around the commit, where there are such.
     */
    private void lookFor(Found found) {
        anyTime |= !found.withTime();
        Map<Fingerprint, Integer> counts = new HashMap<>();
        found.source().records().forEach(seen -> counts.merge(seen.print(found.withTime()), 1, Integer::sum));
        List<Seen> consumed = consumed(found, seen -> true);
        List<Seen> once = consumed(found, seen -> counts.getOrDefault(seen.print(found.withTime()), 0) == 1);
        List<Seen> sought = once.isEmpty() ? consumed : once;
        sought.subList(Math.max(0, sought.size() - ANCHORS), sought.size()).forEach(seen -> lookFor(found, seen));
        Set<Fingerprint> there = new HashSet<>();
        found.target().items().forEach(item -> there.add(item.print()));
        found.source().records().stream()
                .filter(seen -> seen.offset() >= found.committed())
                .filter(seen -> counts.getOrDefault(seen.print(found.withTime()), 0) == 1)
                .filter(seen -> there.contains(seen.print(found.withTime())))
                .limit(ANCHORS)
                .forEach(seen -> {
                    lookFor(found, seen);
                    firstOthers
                            .computeIfAbsent(found.committed(), c -> new HashSet<>())
                            .add(seen.offset());
                });
    }

    private static List<Seen> consumed(Found found, Predicate<Seen> which) {
        return found.source().records().stream()
                .filter(seen -> seen.offset() < found.committed())
                .filter(which)
                .toList();
    }

    private void lookFor(Found found, Seen seen) {
        places.merge(seen.print(found.withTime()), seen.offset(), Math::min);
        times.add(seen.time());
    }

    private boolean take(Entry entry) {
        if (++read % TELL_EVERY == 0) {
            progress.accept(read);
        }
        last = entry;
        if (anyTime || times.contains(entry.time())) {
            Fingerprint content = entry.content();
            Long place = places.get(content.at(entry.time()));
            place = place == null && anyTime ? places.get(content) : place;
            if (place != null) {
                note(entry.offset(), place);
            }
        }
        return read < limit;
    }

    private void note(long target, long source) {
        for (Found found : founds) {
            boolean comesAgain = source < found.committed()
                    || firstOthers.getOrDefault(found.committed(), Set.of()).contains(source);
            if (comesAgain && target >= found.end() && target >= found.content().atLeast()) {
                again.put(found.committed(), new Again(target, source));
            }
        }
    }

    private Optional<Seen> newest() {
        Entry read = last;
        return read != null
                ? Optional.of(Seen.of(read))
                : founds.stream().map(Found::last).filter(Objects::nonNull).max(Comparator.comparingLong(Seen::offset));
    }

    /**
     * The newest target record tells where the mirror stands: before a commit, though records behind the commit are there, or
     * at a record that the source does not have any more, which may be such a one.
     */
    private void standsAt(Seen newest, SearchedLog source, boolean withTime) {
        List<Found> before = founds.stream()
                .filter(found -> newest.offset() >= found.content().atLeast())
                .toList();
        if (before.isEmpty()) {
            return;
        }
        long place = withTime ? placeByTime(newest, source) : placeAround(newest);
        for (Found found : before) {
            if (place < found.committed()) {
                again.put(found.committed(), new Again(newest.offset(), Math.max(0, place)));
            }
        }
    }

    /**
     * What the group seems not to have read may have a first copy before the window, which it has read. Then records as late lie
     * there as well: the window has to reach back to the first of them.
     */
    private void lookForEarlierCopies(Found found, SearchedLog copies) {
        if (!found.withTime() || found.source().fromStart()) {
            return;
        }
        found.source().records().stream()
                .filter(seen -> seen.offset() >= found.committed())
                .mapToLong(Seen::time)
                .min()
                .ifPresent(least -> {
                    Long first = copies.firstAt(least);
                    if (first != null && first < found.committed() - found.width()) {
                        again.put(found.committed(), new Again(UNKNOWN, first));
                    }
                });
    }

    private static long placeByTime(Seen newest, SearchedLog source) {
        Long from = source.firstAt(newest.time());
        long[] place = {-1};
        long first = from == null ? source.range().start() : from;
        source.scan(first, first + SAME_TIME, entry -> {
            boolean same = entry.time() == newest.time() && entry.content().equals(newest.content());
            place[0] = same ? entry.offset() : -1;
            return !same;
        });
        return place[0];
    }

    private long placeAround(Seen newest) {
        return founds.stream()
                .flatMap(found -> found.source().records().stream())
                .filter(seen -> seen.content().equals(newest.content()))
                .mapToLong(Seen::offset)
                .min()
                .orElse(-1);
    }

    /** How wide the windows have to be to show the whole repetition; 0 where there is none. */
    long width(Found found) {
        Again seen = again.get(found.committed());
        return seen == null
                ? 0
                : seen.target() == UNKNOWN
                        ? found.committed() - seen.source()
                        : Math.max(seen.target() - found.content().atLeast() + 1, found.committed() - seen.source());
    }

    /** What the windows prove, and how far consumed records come again. */
    Content bounded(Found found) {
        Content content = found.content();
        Again seen = again.get(found.committed());
        if (cut) {
            String limit = "; behind it " + read + " records were looked through for repetitions, and no more";
            return new Content(content.atLeast(), content.atMost(), END, content.unmirrored(), content.what() + limit);
        }
        if (seen == null) {
            return content;
        }
        Long known = content.again();
        return new Content(
                content.atLeast(),
                content.atMost(),
                known == null ? seen.target() + 1 : Math.max(known, seen.target() + 1),
                content.unmirrored(),
                content.what() + "; the mirror copied consumed records again behind it");
    }
}
