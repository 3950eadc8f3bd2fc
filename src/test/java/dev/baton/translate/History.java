package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.LogWindow.Item;
import dev.baton.translate.SyncHistory.Sync;
import dev.baton.translate.Translation.AtMost;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What happened to one partition: what its log holds on the source, and what a copier with restarts made of it on the target.
 *
 * @param source offset and content of every record that the source still has
 * @param target offset, content and origin of every record that the target still has
 * @param copied every copy that was made, also those that are gone since
 * @param syncsTellRestarts whether all syncs are left, so that each restart shows
 */
record History(
        List<Item> source,
        long sourceStart,
        long sourceEnd,
        List<Copy> target,
        List<Copy> copied,
        long targetStart,
        long targetEnd,
        List<Sync> syncs,
        boolean syncsTellRestarts,
        Set<Trait> traits) {

    /** What can happen to a partition; a history has some of it. */
    enum Trait {
        TRANSACTIONS,
        ABORTS,
        ABORTED_RECORDS_COPIED,
        ABORTED_RECORDS_LEFT_OUT,
        SOURCE_COMPACTED,
        TARGET_COMPACTED,
        SOURCE_RETENTION,
        TARGET_RETENTION,
        RESTARTS_WITH_DUPLICATES,
        RESTARTED_AND_NOT_COME_AS_FAR_AGAIN,
        MIRROR_BEHIND,
        MARKERS_ON_THE_TARGET,
        EQUAL_TIMES,
        BACKWARD_TIMES,
        RECORDS_ALIKE,
        TARGET_APPEND_TIME
    }

    /** A copy, and the source offset that it was made from. */
    record Copy(long offset, Fingerprint print, long origin) {}

    /**
     * What MirrorMaker 2 and a look-up by time would say of a commit; each piece is there or not.
     *
     * @param content whether both logs are searched
     */
    List<Evidence> evidence(Random random, long committed, boolean content) {
        List<Evidence> all = new ArrayList<>();
        // Of a mirror that stopped while it copied again MirrorMaker 2's own words are true only where they are all
        // there
        boolean believable = !traits.contains(Trait.RESTARTED_AND_NOT_COME_AS_FAR_AGAIN) || syncsTellRestarts;
        boolean sync = random.nextBoolean() && !syncs.isEmpty() && believable;
        if (sync) {
            all.add(new Syncs(SyncHistory.of(syncs)));
        }
        if (random.nextBoolean() && believable && (sync || !syncsTellRestarts)) {
            checkpoint(committed - random.nextInt(5)).ifPresent(all::add);
        }
        if (random.nextInt(3) == 0) {
            byTime(committed).ifPresent(all::add);
        }
        if (content) {
            found(committed).ifPresent(all::add);
        }
        return all;
    }

    /** What a search with windows as wide as the logs finds. */
    Optional<Content> found(long committed) {
        ContentSearch search =
                new ContentSearch(sourceLog(), targetLog(), new int[] {10_000}, 10_000, 10_000, read -> {});
        return Optional.ofNullable(search.find(List.of(committed)).get(committed));
    }

    private Optional<Evidence> checkpoint(long upstream) {
        return SyncHistory.of(syncs)
                .atOrBelow(upstream)
                .map(sync -> new Checkpointed(upstream, sync.downstream() + (sync.upstream() == upstream ? 0 : 1)));
    }

    /** The least time of the last consumed record and of all that the group has not consumed. */
    private Optional<Evidence> byTime(long committed) {
        Optional<Item> anchor =
                source.stream().filter(item -> item.offset() < committed).reduce((one, later) -> later);
        long least = Stream.concat(anchor.stream(), source.stream().filter(item -> item.offset() >= committed))
                .mapToLong(item -> item.print().low())
                .min()
                .orElse(Long.MAX_VALUE);
        return anchor.map(found -> new RecordTime(
                target.stream()
                        .filter(copy -> copy.print().low() >= least)
                        .map(Copy::offset)
                        .findFirst()
                        .orElse(null),
                "time"));
    }

    /** Whether an answer is exact; fails where it is wrong. */
    boolean check(long committed, Answer answer, List<Evidence> evidence) {
        Supplier<String> what =
                () -> "committed " + committed + " in\n" + this + "\nby " + evidence + "\ngave " + answer;
        Long at = answer.translation().targetOrNull();
        if (at == null) {
            return false;
        }
        // A time says nothing of records that the source has compacted away
        boolean byTime = evidence.stream().anyMatch(RecordTime.class::isInstance);
        assertThat(skipped(committed, at, byTime)).as(what).isZero();
        if (answer.translation() instanceof AtMost atMost) {
            if (atMost.rereadAtMost() != null) {
                assertThat(consumedFrom(committed, at)).as(what).isLessThanOrEqualTo(atMost.rereadAtMost());
            }
            return false;
        }
        assertThat(consumedFrom(committed, at)).as(what).isZero();
        return true;
    }

    /** A random one. */
    static History random(Random random) {
        Writer writer = new Writer(random);
        writer.write(random.nextInt(50));
        writer.copy();
        writer.lose();
        return writer.history();
    }

    /** The source's log as a search reads it; the low half of a fingerprint is the time. */
    SearchedLog sourceLog() {
        List<KnownLog.Known> records = source.stream()
                .map(item -> new KnownLog.Known(
                        item.offset(), item.print().low(), item.print().high(), false))
                .toList();
        return new KnownLog(new LogRange(sourceStart, sourceEnd), records);
    }

    /** The same for the target's; where it stamps records by itself, with their offset for a time. */
    SearchedLog targetLog() {
        boolean appendTimed = traits.contains(Trait.TARGET_APPEND_TIME);
        List<KnownLog.Known> records = target.stream()
                .map(copy -> new KnownLog.Known(
                        copy.offset(),
                        appendTimed ? copy.offset() : copy.print().low(),
                        copy.print().high(),
                        appendTimed))
                .toList();
        return new KnownLog(new LogRange(targetStart, targetEnd), records);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(traits + "\nsource");
        source.forEach(item -> text.append(' ')
                .append(item.offset())
                .append('=')
                .append(item.print().high())
                .append('@')
                .append(item.print().low()));
        text.append(" end ").append(sourceEnd).append("\ntarget");
        target.forEach(copy -> text.append(' ')
                .append(copy.offset())
                .append('=')
                .append(copy.print().high())
                .append('@')
                .append(copy.print().low())
                .append("<-")
                .append(copy.origin()));
        return text.append(" start ")
                .append(targetStart)
                .append(" end ")
                .append(targetEnd)
                .toString();
    }

    /** Whether it is exact; fails where a bound does not hold. */
    boolean check(long committed, Content content) {
        Supplier<String> what = () -> "committed " + committed + " in\n" + this + "\ngave " + content;
        assertThat(skipped(committed, content.atLeast(), false)).as(what).isZero();
        Long atMost = content.atMost();
        if (atMost == null) {
            return false;
        }
        long reach = content.again() == null ? atMost : Math.min(targetEnd, Math.max(atMost, content.again()));
        assertThat(consumedFrom(committed, content.atLeast()))
                .as(what)
                .isLessThanOrEqualTo(Math.max(0, reach - content.atLeast()));
        if (content.unmirrored() != null) {
            assertThat(unmirrored(committed)).as(what).isLessThanOrEqualTo(content.unmirrored());
        }
        return content.isExact();
    }

    /** Unconsumed records with a copy below an offset, and none of the same content at or above it. */
    private long skipped(long committed, long answer, boolean onlyHeld) {
        return target.stream()
                .filter(copy -> !onlyHeld || source.stream().anyMatch(item -> item.offset() == copy.origin()))
                .filter(copy -> copy.origin() >= committed && copy.offset() < answer)
                .filter(copy ->
                        target.stream().noneMatch(other -> other.origin() == copy.origin() && other.offset() >= answer))
                .count();
    }

    /** Copies of consumed records at or above an offset. */
    private long consumedFrom(long committed, long answer) {
        return target.stream()
                .filter(copy -> copy.origin() < committed && copy.offset() >= answer)
                .count();
    }

    private long unmirrored(long committed) {
        long copied = target.stream().mapToLong(Copy::origin).max().orElse(-1);
        return source.stream()
                .filter(record -> record.offset() < committed && record.offset() > copied)
                .count();
    }

    /** Makes one. */
    private static final class Writer {
        private final Random random;
        private final List<Item> source = new ArrayList<>();
        private final List<Copy> target = new ArrayList<>();
        private List<Copy> copied = List.of();
        private final int alphabet;
        private final boolean readsCommitted;
        private final List<Long> aborted = new ArrayList<>();
        private final List<Sync> syncs = new ArrayList<>();
        private final int lagMax;
        private long time = 1_000;
        private long previous = -2;
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private long sourceEnd;
        private long targetEnd;
        private long sourceStart;
        private long targetStart;

        Writer(Random random) {
            this.random = random;
            // With few different records content repeats; with many it is what real data is
            this.alphabet = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : Integer.MAX_VALUE;
            this.readsCommitted = random.nextBoolean();
            this.lagMax = 1 + random.nextInt(20);
        }

        void write(int records) {
            boolean transactional = random.nextBoolean();
            for (int i = 0; i < records; i++) {
                Fingerprint print = new Fingerprint(random.nextInt(alphabet), time());
                if (transactional && random.nextInt(8) == 0) {
                    aborted.add(sourceEnd);
                    traits.add(Trait.ABORTS);
                }
                source.add(new Item(sourceEnd++, print));
                if (transactional && random.nextInt(4) == 0) {
                    sourceEnd++;
                    traits.add(Trait.TRANSACTIONS);
                }
            }
        }

        /** Mostly growing; for few different contents always the same. */
        private long time() {
            if (alphabet < 100) {
                return 0;
            }
            int step = random.nextInt(10);
            int by = step < 2 ? 0 : step == 9 ? -random.nextInt(20) : step;
            if (!source.isEmpty() && by <= 0) {
                traits.add(by == 0 ? Trait.EQUAL_TIMES : Trait.BACKWARD_TIMES);
            }
            time += by;
            return time;
        }

        /**
         * Stretches in order, each beginning at or before the end of the one before; the last passes them all, unless it is
         * still at it.
         */
        void copy() {
            int stretches = 1 + random.nextInt(3);
            boolean still = random.nextInt(4) == 0;
            int copiedTo = 0;
            int farthest = 0;
            for (int i = 0; i < stretches && !source.isEmpty(); i++) {
                int from = i == 0 || random.nextBoolean() ? copiedTo : random.nextInt(copiedTo + 1);
                int least = i == stretches - 1 && !still ? farthest : from;
                int to = least + random.nextInt(source.size() - least + 1);
                if (from < farthest && to > from) {
                    traits.add(Trait.RESTARTS_WITH_DUPLICATES);
                }
                farthest = Math.max(farthest, to);
                boolean first = true;
                for (int at = from; at < to; at++) {
                    copy(at, first);
                    first = false;
                }
                copiedTo = to;
            }
            if (copiedTo < farthest) {
                traits.add(Trait.RESTARTED_AND_NOT_COME_AS_FAR_AGAIN);
            }
            if (farthest < source.size()) {
                traits.add(Trait.MIRROR_BEHIND);
            }
        }

        private void copy(int index, boolean first) {
            Item item = source.get(index);
            if (aborted.contains(item.offset())) {
                traits.add(readsCommitted ? Trait.ABORTED_RECORDS_LEFT_OUT : Trait.ABORTED_RECORDS_COPIED);
                if (readsCommitted) {
                    return;
                }
            }
            if (random.nextInt(12) == 0) {
                targetEnd++;
                traits.add(Trait.MARKERS_ON_THE_TARGET);
            }
            sync(new Sync(item.offset(), targetEnd), first);
            target.add(new Copy(targetEnd++, item.print(), item.offset()));
        }

        /** As MirrorMaker 2 does: the first of a task's life, after a hole, and once in so many. */
        private void sync(Sync copied, boolean first) {
            Sync last = syncs.isEmpty() ? null : syncs.get(syncs.size() - 1);
            if (first
                    || last == null
                    || copied.upstream() != previous + 1
                    || copied.downstream() - last.downstream() > lagMax) {
                syncs.add(copied);
            }
            previous = copied.upstream();
        }

        /** Compaction and retention, on each side by itself. Equal records that came back would not be told from lost ones. */
        void lose() {
            copied = List.copyOf(target);
            if (random.nextInt(3) == 0 && alphabet > 100) {
                note(compact(source, Item::print), Trait.SOURCE_COMPACTED);
            }
            // Where first copies alone are of use, and some of them are gone, nothing tells where they were
            boolean firstCopiesCount = traits.contains(Trait.RESTARTED_AND_NOT_COME_AS_FAR_AGAIN);
            if (random.nextInt(3) == 0 && !firstCopiesCount) {
                note(compact(target, Copy::print), Trait.TARGET_COMPACTED);
            }
            if (random.nextInt(4) == 0 && alphabet > 100) {
                sourceStart = random.nextLong(sourceEnd + 1);
                note(source.removeIf(item -> item.offset() < sourceStart), Trait.SOURCE_RETENTION);
            }
            if (random.nextInt(4) == 0 && !firstCopiesCount) {
                targetStart = random.nextLong(targetEnd + 1);
                note(target.removeIf(item -> item.offset() < targetStart), Trait.TARGET_RETENTION);
            }
        }

        private void note(boolean happened, Trait trait) {
            if (happened) {
                traits.add(trait);
            }
        }

        /** As the log cleaner does: up to a point, every record that has a later one of the same key. */
        private <T> boolean compact(List<T> log, Function<T, Fingerprint> content) {
            int before = log.size();
            Set<Long> later = new HashSet<>();
            for (int i = random.nextInt(log.size() + 1) - 1; i >= 0; i--) {
                if (!later.add(content.apply(log.get(i)).high() % 3)) {
                    log.remove(i);
                }
            }
            return log.size() < before;
        }

        /** What the cleaner leaves of the syncs: the last one always. */
        private int cleaned() {
            return syncs.isEmpty() || random.nextBoolean() ? 0 : random.nextInt(syncs.size());
        }

        History history() {
            note(source.stream().map(Item::print).distinct().count() < source.size(), Trait.RECORDS_ALIKE);
            note(!target.isEmpty() && random.nextInt(5) == 0, Trait.TARGET_APPEND_TIME);
            int gone = cleaned();
            return new History(
                    source,
                    sourceStart,
                    sourceEnd,
                    target,
                    copied,
                    targetStart,
                    targetEnd,
                    syncs.subList(gone, syncs.size()),
                    gone == 0,
                    traits);
        }
    }
}
