package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.Trap;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.History.Trait;
import dev.baton.translate.Translation.AtMost;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Histories with restarts, omissions and repeated records: the true origin of every copy is known. A failure names the seed. */
class HistoryOracleTest {
    private static final int HISTORIES = 10_000;
    private static final int COMMITS = 1;

    /** One question about one history. */
    private interface Check {
        /** Whether the answer is exact; fails where it is wrong. */
        boolean of(History history, Random random);
    }

    /** Whether exact answers are right and bounds hold in all histories; gives the share of exact ones. */
    private static double share(Check check) {
        int exact = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            try {
                Random random = new Random(seed);
                History history = History.random(random);
                for (int i = 0; i < COMMITS; i++) {
                    exact += check.of(history, random) ? 1 : 0;
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        return exact / (double) HISTORIES / COMMITS;
    }

    @Test
    void shouldHaveHistoriesOfEveryKind() {
        Map<Trait, Integer> counts = new EnumMap<>(Trait.class);
        for (long seed = 0; seed < HISTORIES; seed++) {
            History.random(new Random(seed)).traits().forEach(trait -> counts.merge(trait, 1, Integer::sum));
        }
        assertThat(counts).containsOnlyKeys(Trait.values());
        assertThat(counts.values()).as(counts.toString()).allMatch(count -> count > HISTORIES / 50);
    }

    @Test
    @Trap({"9", "10", "11", "14", "15", "e"})
    void shouldNeverPassTheFirstUnconsumedRecordWhateverTheCopierDid() {
        double exact = share((history, random) -> {
            long committed = random.nextLong(history.sourceEnd() + 1);
            return history.found(committed)
                    .map(found -> history.check(committed, found))
                    .orElse(false);
        });
        assertThat(exact).as("exact answers").isGreaterThan(0.4);
    }

    @Test
    void shouldNeverPassTheFirstUnconsumedRecordWhereTheSearchSeesAPartOfTheLogs() {
        double exact = share((history, random) -> {
            int[] widths = {1 + random.nextInt(5), 6 + random.nextInt(10), 20 + random.nextInt(40)};
            long limit = random.nextInt(10) == 0 ? random.nextInt(20) + 1 : 1_000;
            int held = random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 1_000;
            Set<Long> commits = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                commits.add(random.nextLong(history.sourceEnd() + 1));
            }
            Map<Long, Content> found = new ContentSearch(
                            history.sourceLog(), history.targetLog(), widths, limit, held, read -> {})
                    .find(commits);
            return found.entrySet().stream()
                    .map(answer -> history.check(answer.getKey(), answer.getValue()))
                    .reduce(!found.isEmpty(), Boolean::logicalAnd);
        });
        assertThat(exact).as("exact answers").isGreaterThan(0.2);
    }

    @Test
    void shouldNeverPassTheFirstUnconsumedRecordWhateverEvidenceIsMerged() {
        double exact = share((history, random) -> {
            long committed = random.nextLong(history.sourceEnd() + 1);
            LogRange source = new LogRange(history.sourceStart(), history.sourceEnd());
            LogRange target = new LogRange(history.targetStart(), history.targetEnd());
            List<Evidence> evidence = history.evidence(random, committed, random.nextBoolean());
            Answer answer = Translator.translate(new Question(committed, source, target, evidence));
            return history.check(committed, answer, evidence);
        });
        assertThat(exact).as("exact answers").isGreaterThan(0.2);
    }

    @Test
    void shouldNeverPassTheFirstUnconsumedRecordOnTheWayBack() {
        double exact = share((history, random) -> wayBack(history, random, 10_000));
        assertThat(exact).as("exact answers").isGreaterThan(0.3);
    }

    @Test
    void shouldNeverPassTheFirstUnconsumedRecordOnTheWayBackWhereTheSearchSeesAPartOfTheLogs() {
        double exact = share((history, random) ->
                wayBack(history, random, 1 + random.nextInt(5), 6 + random.nextInt(10), 20 + random.nextInt(40)));
        assertThat(exact).as("exact answers").isGreaterThan(0.2);
    }

    private static boolean wayBack(History history, Random random, int... widths) {
        WayBack back = new WayBack(history);
        long committed = back.commit(random);
        List<Evidence> evidence = back.evidence(random, committed, widths);
        Answer answer = Translator.translate(new Question(committed, back.copies(), back.originals(), evidence));
        return back.check(committed, answer, evidence);
    }

    @Test
    void shouldContradictALowerBoundThatIsWrongWithContent() {
        double contradicted = share((history, random) -> {
            long committed = random.nextLong(history.sourceEnd() + 1);
            Content content = history.found(committed).orElse(null);
            Long atMost = content == null ? null : content.atMost();
            if (atMost == null || atMost >= history.targetEnd()) {
                return false;
            }
            LogRange source = new LogRange(history.sourceStart(), history.sourceEnd());
            LogRange target = new LogRange(history.targetStart(), history.targetEnd());
            long wrong = atMost + 1 + random.nextLong(history.targetEnd() - atMost);
            List<Evidence> evidence = List.of(new Checkpointed(committed, wrong), content);
            Answer answer = Translator.translate(new Question(committed, source, target, evidence));
            history.check(committed, answer, evidence);
            assertThat(answer.translation()).as(String.valueOf(history)).isInstanceOf(AtMost.class);
            assertThat(((AtMost) answer.translation()).reason()).contains("disagrees");
            return true;
        });
        assertThat(contradicted).as("wrong bounds that content contradicts").isGreaterThan(0.3);
    }
}
