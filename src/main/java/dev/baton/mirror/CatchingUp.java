package dev.baton.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Of what time one partition of the target has all that the source had then, by what the source said of its end and when it
 * was asked. Clocks of producers have no part in that: one that is fast would make a backlog look like none.
 *
 * <p>What the source said is kept until it is covered. Of a long backlog not every word is kept, so that what is told is older
 * than it could be, by an eighth of the backlog's age or so, and never newer than what is true.
 */
final class CatchingUp {
    private static final int WORDS = 16;

    /** What the source said of its last stable offset. */
    private record Word(Instant asked, long stable) {}

    /** Not covered yet; times and offsets grow. */
    private final Deque<Word> open = new ArrayDeque<>(2);

    /** Words that come sooner after the last of these are not kept. */
    private Duration apart = Duration.ZERO;

    private @Nullable Instant covered;

    /** What the source said last, and how far the target is. */
    void see(Instant asked, @Nullable Long stable, long coveredTo) {
        if (stable == null) {
            return;
        }
        for (Word word = open.peekFirst(); word != null && coveredTo >= word.stable(); word = open.peekFirst()) {
            covered = word.asked();
            open.removeFirst();
        }
        if (coveredTo >= stable) {
            covered = asked;
            open.clear();
        } else {
            keep(new Word(asked, stable));
        }
    }

    // a later word for the same end says more, and one for a lower end says that the source lost the rest
    private void keep(Word news) {
        Word last = open.peekLast();
        while (last != null && last.stable() >= news.stable()) {
            open.removeLast();
            last = open.peekLast();
        }
        if (last == null) {
            apart = Duration.ZERO;
        }
        if (last == null || !news.asked().isBefore(last.asked().plus(apart))) {
            open.addLast(news);
        }
        if (open.size() > WORDS) {
            letGoOfEveryOther();
            apart = Duration.between(open.getFirst().asked(), open.getLast().asked())
                    .dividedBy(open.size() - 1);
        }
    }

    private void letGoOfEveryOther() {
        Iterator<Word> words = open.iterator();
        while (words.hasNext()) {
            words.next();
            if (words.hasNext()) {
                words.next();
                words.remove();
            }
        }
    }

    /**
     * The target has all that the source had at this time; null where that is not known.
     *
     * @param newest time of the newest record on the target, by its producer; null where there is none
     */
    @Nullable
    Instant completeTo(@Nullable Instant newest) {
        Word first = open.peekFirst();
        if (covered != null || first == null || newest == null) {
            return covered;
        }
        // what was there before the source was first asked: there is nothing but the records to tell how old it is
        return newest.isBefore(first.asked()) ? newest : null;
    }
}
