package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.translate.Evidence.Content;
import dev.baton.translate.Evidence.TurnedSyncs;
import dev.baton.translate.History.Copy;
import dev.baton.translate.Translation.AtMost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** A history from its other end: a group that reads the copies goes on at the originals. */
record WayBack(History history) {

    /** Where a group may stand. */
    long commit(Random random) {
        return history.targetStart() + random.nextLong(history.targetEnd() - history.targetStart() + 1);
    }

    LogRange copies() {
        return new LogRange(history.targetStart(), history.targetEnd());
    }

    LogRange originals() {
        return new LogRange(history.sourceStart(), history.sourceEnd());
    }

    /** What MirrorMaker 2 and a search with windows of some widths say of a commit; each piece is there or not. */
    List<Evidence> evidence(Random random, long committed, int[] widths) {
        List<Evidence> all = new ArrayList<>();
        boolean syncs = random.nextBoolean() && !history.syncs().isEmpty();
        if (syncs) {
            all.add(new TurnedSyncs(SyncHistory.of(history.syncs())));
        }
        if (!syncs || random.nextBoolean()) {
            Map<Long, Content> found = new ContentSearch(
                            history.targetLog(), history.sourceLog(), widths, 10_000, 10_000, read -> {})
                    .wayBack()
                    .find(List.of(committed));
            all.addAll(found.values());
        }
        return all;
    }

    /** Whether an answer is exact; fails where it is wrong. */
    boolean check(long committed, Answer answer, List<Evidence> evidence) {
        Supplier<String> what =
                () -> "committed " + committed + " in\n" + history + "\nby " + evidence + "\ngave " + answer;
        Long at = answer.translation().targetOrNull();
        if (at == null) {
            return false;
        }
        assertThat(skipped(committed, at)).as(what).isZero();
        long again = readAgain(committed, at);
        if (answer.translation() instanceof AtMost atMost) {
            assertThat(again).as(what).isLessThanOrEqualTo(atMost.rereadAtMost());
            return false;
        }
        assertThat(again).as(what).isZero();
        return true;
    }

    /** Originals below an offset that the group has not read. */
    private long skipped(long committed, long at) {
        return originals(at, false).filter(origin -> !isRead(origin, committed)).count();
    }

    /** Originals at or above an offset that the group has read a copy of. */
    private long readAgain(long committed, long at) {
        return originals(at, true).filter(origin -> isHeld(origin, committed)).count();
    }

    private LongStream originals(long at, boolean above) {
        return history.source().stream().mapToLong(item -> item.offset()).filter(offset -> above == (offset >= at));
    }

    /** What was never copied, though later records were, was left out for good. */
    private boolean isRead(long origin, long committed) {
        boolean any = history.copied().stream().anyMatch(copy -> copy.origin() == origin);
        boolean passed = history.copied().stream().anyMatch(copy -> copy.origin() > origin);
        return any ? isBefore(history.copied(), origin, committed) : passed;
    }

    private boolean isHeld(long origin, long committed) {
        return isBefore(history.target(), origin, committed);
    }

    private static boolean isBefore(List<Copy> copies, long origin, long committed) {
        return copies.stream().anyMatch(copy -> copy.origin() == origin && copy.offset() < committed);
    }
}
