package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogWindow.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What happened to one partition: what its log holds on the source, and what a copier with restarts made of it on the target.
 *
 * @param source offset and content of every record that the source still has
 * @param target offset, content and origin of every record that the target still has
 */
record History(
        List<Item> source, long sourceStart, long sourceEnd, List<Copy> target, long targetStart, long targetEnd) {

    /** A copy, and the source offset that it was made from. */
    record Copy(long offset, Fingerprint print, long origin) {}

    /** A random one. */
    static History random(Random random) {
        Writer writer = new Writer(random);
        writer.write(random.nextInt(50));
        writer.copy();
        writer.lose();
        return writer.history();
    }

    LogWindow sourceWindow() {
        return new LogWindow(source, sourceEnd, true, true);
    }

    LogWindow targetWindow() {
        List<Item> items =
                target.stream().map(c -> new Item(c.offset(), c.print())).toList();
        return new LogWindow(items, targetEnd, true, true);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("source");
        source.forEach(item -> text.append(' ')
                .append(item.offset())
                .append('=')
                .append(item.print().high()));
        text.append(" end ").append(sourceEnd).append("\ntarget");
        target.forEach(copy -> text.append(' ')
                .append(copy.offset())
                .append('=')
                .append(copy.print().high())
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
        String what = "committed " + committed + " in\n" + this + "\ngave " + content;
        assertThat(skipped(committed, content.atLeast())).as(what).isZero();
        Long atMost = content.atMost();
        if (atMost == null) {
            return false;
        }
        assertThat(consumedFrom(committed, content.atLeast()))
                .as(what)
                .isLessThanOrEqualTo(Math.max(0, atMost - content.atLeast()));
        if (content.unmirrored() != null) {
            assertThat(unmirrored(committed)).as(what).isLessThanOrEqualTo(content.unmirrored());
        }
        return atMost == content.atLeast();
    }

    /** Unconsumed records with a copy below an offset, and none of the same content at or above it. */
    long skipped(long committed, long answer) {
        return target.stream()
                .filter(copy -> copy.origin() >= committed && copy.offset() < answer)
                .filter(copy ->
                        target.stream().noneMatch(other -> other.origin() == copy.origin() && other.offset() >= answer))
                .count();
    }

    /** Copies of consumed records at or above an offset. */
    long consumedFrom(long committed, long answer) {
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
        private final int alphabet;
        private final boolean readsCommitted;
        private final List<Long> aborted = new ArrayList<>();
        private long sourceEnd;
        private long targetEnd;
        private long sourceStart;
        private long targetStart;

        Writer(Random random) {
            this.random = random;
            // With few different records content repeats; with many it is what real data is
            this.alphabet = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1_000_000;
            this.readsCommitted = random.nextBoolean();
        }

        void write(int records) {
            boolean transactional = random.nextBoolean();
            for (int i = 0; i < records; i++) {
                Fingerprint print = new Fingerprint(random.nextInt(alphabet), 0);
                if (transactional && random.nextInt(8) == 0) {
                    aborted.add(sourceEnd);
                }
                source.add(new Item(sourceEnd++, print));
                if (transactional && random.nextInt(4) == 0) {
                    sourceEnd++;
                }
            }
        }

        /** Stretches in order, each beginning at or before the end of the one before; the last passes them all. */
        void copy() {
            int stretches = 1 + random.nextInt(3);
            int copiedTo = 0;
            int farthest = 0;
            for (int i = 0; i < stretches && !source.isEmpty(); i++) {
                int from = i == 0 || random.nextBoolean() ? copiedTo : random.nextInt(copiedTo + 1);
                int least = i == stretches - 1 ? farthest : from;
                int to = least + random.nextInt(source.size() - least + 1);
                farthest = Math.max(farthest, to);
                IntStream.range(from, to).forEach(this::copy);
                copiedTo = to;
            }
        }

        private void copy(int index) {
            Item item = source.get(index);
            if (readsCommitted && aborted.contains(item.offset())) {
                return;
            }
            if (random.nextInt(12) == 0) {
                targetEnd++;
            }
            target.add(new Copy(targetEnd++, item.print(), item.offset()));
        }

        /** Compaction and retention, on each side by itself. Equal records that came back would not be told from lost ones. */
        void lose() {
            if (random.nextInt(3) == 0) {
                compact(source, Item::print);
            }
            if (random.nextInt(3) == 0) {
                compact(target, Copy::print);
            }
            if (random.nextInt(4) == 0 && alphabet > 100) {
                sourceStart = random.nextLong(sourceEnd + 1);
                source.removeIf(item -> item.offset() < sourceStart);
            }
            if (random.nextInt(4) == 0) {
                targetStart = random.nextLong(targetEnd + 1);
                target.removeIf(item -> item.offset() < targetStart);
            }
        }

        /** As the log cleaner does: up to a point, every record that has a later one of the same key. */
        private <T> void compact(List<T> log, Function<T, Fingerprint> content) {
            Set<Long> later = new HashSet<>();
            for (int i = random.nextInt(log.size() + 1) - 1; i >= 0; i--) {
                if (!later.add(content.apply(log.get(i)).high() % 3)) {
                    log.remove(i);
                }
            }
        }

        History history() {
            return new History(source, sourceStart, sourceEnd, target, targetStart, targetEnd);
        }
    }
}
