package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.Trap;
import dev.baton.translate.Evidence.Content;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content over histories with restarts, omissions and repeated records: the true origin of every copy is known. */
class HistoryOracleTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    @Trap({"9", "10", "11", "14", "15", "e"})
    void shouldNeverPassTheFirstUnconsumedRecordWhateverTheCopierDid(long seed) {
        Random random = new Random(seed);
        int exact = 0;
        int all = 0;
        for (int round = 0; round < 1_000; round++) {
            History history = History.random(random);
            for (int i = 0; i < 5; i++) {
                long committed = random.nextLong(history.sourceEnd() + 1);
                Optional<Content> found = ContentMatch.find(history.sourceWindow(), committed, history.targetWindow());
                all++;
                exact += found.isPresent() && history.check(committed, found.get()) ? 1 : 0;
            }
        }
        assertThat(exact).as("exact answers of " + all).isGreaterThan(all / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldNeverPassTheFirstUnconsumedRecordWhateverEvidenceIsMerged(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            History history = History.random(random);
            LogRange source = new LogRange(history.sourceStart(), history.sourceEnd());
            LogRange target = new LogRange(history.targetStart(), history.targetEnd());
            for (int i = 0; i < 5; i++) {
                long committed = random.nextLong(history.sourceEnd() + 1);
                List<Evidence> evidence = history.evidence(random, committed, random.nextBoolean());
                Answer answer = Translator.translate(new Question(committed, source, target, evidence));
                history.check(committed, answer, evidence);
            }
        }
    }
}
