package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.SyncHistory.Sync;
import dev.baton.translate.Translation.AtMost;
import dev.baton.translate.Translation.Exact;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random logs with holes on both sides: the true answer is known, exact answers must be it and bounds must hold. */
class TranslatorOracleTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverPassTheFirstUnconsumedRecordWhateverTheEvidence(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            World world = World.random(random);
            for (int i = 0; i < 10; i++) {
                long committed = random.nextLong(world.sourceEnd + 1);
                check(world, committed, world.evidence(random, committed));
            }
        }
    }

    private static void check(World world, long committed, List<Evidence> evidence) {
        LogRange source = new LogRange(0, world.sourceEnd);
        Answer answer =
                Translator.translate(new Question(committed, source, new LogRange(0, world.targetEnd), evidence));
        String what = "committed " + committed + " in " + world + " by " + evidence + " gave " + answer;
        Long target = answer.translation().targetOrNull();
        if (target == null) {
            return;
        }
        long skipped = world.unconsumedBelow(committed, target);
        long again = world.consumedFrom(committed, target);
        assertThat(skipped).as(what).isZero();
        if (answer.translation() instanceof Exact) {
            assertThat(again).as(what).isZero();
        } else {
            assertThat(again).as(what).isLessThanOrEqualTo(((AtMost) answer.translation()).rereadAtMost());
        }
        if (answer.unmirrored() != null) {
            assertThat(world.unmirroredBelow(committed)).as(what).isLessThanOrEqualTo(answer.unmirrored());
        }
    }

    /** Records by source offset and, where mirrored, by target offset; all others are holes. */
    private record World(List<Sync> mirrored, List<Long> unmirrored, long sourceEnd, long targetEnd) {

        static World random(Random random) {
            List<Sync> mirrored = new ArrayList<>();
            List<Long> unmirrored = new ArrayList<>();
            int records = random.nextInt(60);
            int copied = random.nextInt(records + 1);
            long up = 0;
            long down = 0;
            for (int i = 0; i < records; i++) {
                up += random.nextInt(4) == 0 ? random.nextInt(5) : 0;
                if (i < copied) {
                    down += random.nextInt(6) == 0 ? random.nextInt(3) : 0;
                    mirrored.add(new Sync(up, down++));
                } else {
                    unmirrored.add(up);
                }
                up++;
            }
            return new World(mirrored, unmirrored, up + random.nextInt(2), down + random.nextInt(2));
        }

        List<Evidence> evidence(Random random, long committed) {
            List<Evidence> all = new ArrayList<>();
            List<Sync> some =
                    mirrored.stream().filter(s -> random.nextInt(5) == 0).toList();
            if (random.nextBoolean()) {
                all.add(new Syncs(SyncHistory.of(some)));
            }
            List<Sync> below =
                    mirrored.stream().filter(s -> s.upstream() < committed).toList();
            if (random.nextBoolean() && !below.isEmpty()) {
                Sync at = below.get(random.nextInt(below.size()));
                all.add(new Checkpointed(at.upstream() + 1, random.nextLong(at.downstream() + 2)));
            }
            if (random.nextInt(3) == 0 && !mirrored.isEmpty()) {
                all.add(map());
            }
            return all;
        }

        private Evidence map() {
            List<Run> runs = new ArrayList<>();
            long delta = Long.MIN_VALUE;
            for (Sync sync : mirrored) {
                if (sync.downstream() - sync.upstream() != delta) {
                    runs.add(new Run(sync.upstream(), sync.downstream()));
                    delta = sync.downstream() - sync.upstream();
                }
            }
            Sync last = mirrored.get(mirrored.size() - 1);
            return new Mirrored(OffsetMap.of(runs), last.upstream() + 1, last.downstream() + 1, 0);
        }

        long unconsumedBelow(long committed, long target) {
            return mirrored.stream()
                    .filter(s -> s.upstream() >= committed && s.downstream() < target)
                    .count();
        }

        long consumedFrom(long committed, long target) {
            return mirrored.stream()
                    .filter(s -> s.upstream() < committed && s.downstream() >= target)
                    .count();
        }

        long unmirroredBelow(long committed) {
            return unmirrored.stream().filter(u -> u < committed).count();
        }
    }
}
