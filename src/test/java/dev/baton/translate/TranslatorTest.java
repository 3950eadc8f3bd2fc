package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.LostRange;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.testkit.Trap;
import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Refuted;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.SyncHistory.Sync;
import dev.baton.translate.Translation.AtMost;
import dev.baton.translate.Translation.Exact;
import dev.baton.translate.Translation.Unknown;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TranslatorTest {

    @Nested
    class PreservedFlow {
        @Test
        void shouldKeepTheNumberWhenTheLogIsPreserved() {
            Answer answer = ask(120, log(100, 500), log(100, 500), preserved(500, 500, 100));

            assertThat(answer).isEqualTo(new Answer(new Exact(120, Method.PRESERVED, null), 0L));
        }

        @Test
        void shouldSayWhatTheSourceLostOfWhatTheGroupHasNotConsumed() {
            Mirrored lossy = new Mirrored(
                    OffsetMap.PRESERVED.withLost(List.of(new LostRange(200, 250, 200, Instant.EPOCH))), 500, 500, 100);

            Answer before = ask(150, log(250, 500), log(100, 500), lossy);
            Answer within = ask(210, log(250, 500), log(100, 500), lossy);
            Answer behind = ask(250, log(250, 500), log(100, 500), lossy);

            assertThat(before.translation()).isInstanceOf(Exact.class);
            assertThat(((Exact) before.translation()).reason()).contains("200 to 249", "50");
            assertThat(within.translation()).isInstanceOf(AtMost.class);
            assertThat(((AtMost) within.translation()).rereadAtMost()).isZero();
            assertThat(within.translation().targetOrNull()).isEqualTo(210);
            assertThat(((AtMost) within.translation()).reason()).contains("210 to 249", "40");
            assertThat(behind).isEqualTo(new Answer(new Exact(250, Method.PRESERVED, null), 0L));
        }

        @Test
        @Trap("6")
        void shouldTakeBackToTheMirroredEndWhenCommittedPastIt() {
            Answer answer = ask(450, null, log(100, 400), preserved(400, 400, 100));

            assertThat(answer.unmirrored()).isEqualTo(50);
            assertThat(answer.translation()).isInstanceOf(Exact.class);
            assertThat(answer.translation().targetOrNull()).isEqualTo(400);
        }

        @Test
        @Trap("6")
        void shouldNotVouchForWhatLiesAboveTheLastMark() {
            // 60 records above the mark: mirrored after it, or written by someone else; the commit says 30 at most
            // matter
            Answer answer = ask(430, null, log(100, 460), preserved(400, 400, 100));

            assertThat(answer.translation()).isInstanceOf(AtMost.class);
            assertThat(answer.translation().targetOrNull()).isEqualTo(400);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(30);
        }

        @Test
        void shouldVouchForACommitThatTheMirrorCarriedOverAfterItsLastMark() {
            Answer answer =
                    ask(430, null, log(100, 460), preserved(400, 400, 100), new Carried(Method.PRESERVED, 430, 430));

            assertThat(answer.translation()).isInstanceOf(Exact.class);
            assertThat(answer.translation().targetOrNull()).isEqualTo(430);
            assertThat(answer.unmirrored()).isZero();
        }

        @Test
        @Trap("9")
        void shouldStandAtTheMirroredEndWhenATrailingMarkerWasCommittedOver() {
            Answer answer = ask(12, log(0, 12), log(0, 11), preserved(12, 11, 0));

            assertThat(answer).isEqualTo(new Answer(new Exact(11, Method.PRESERVED, null), 0L));
        }

        @Test
        void shouldNotGoBelowTheAlignedStart() {
            Answer answer = ask(40, null, log(0, 500), preserved(500, 500, 100));

            assertThat(answer.translation().targetOrNull()).isEqualTo(100);
        }

        @Test
        @Trap("20")
        void shouldKnowNothingWhenTheTargetLogEndsBelowTheMark() {
            Answer answer = ask(120, null, log(0, 90), preserved(500, 500, 100));

            assertThat(answer.translation()).isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("18")
        void shouldGoToTheTargetsLogStartWhenRetentionPassedTheCommit() {
            Answer answer = ask(120, null, log(300, 500), preserved(500, 500, 100));

            assertThat(answer.translation())
                    .isEqualTo(new Exact(300, Method.PRESERVED, "the target removed the records from 120 to 300"));
        }
    }

    @Nested
    class MappedFlow {
        private final OffsetMap map = OffsetMap.of(List.of(new Run(10, 0), new Run(20, 7), new Run(50, 30)));

        @Test
        @Trap("11")
        void shouldFollowTheRunsWhenTheSourceHasHoles() {
            assertThat(target(new Mirrored(map, 60, 40, 10), 12)).isEqualTo(2);
            assertThat(target(new Mirrored(map, 60, 40, 10), 19)).isEqualTo(7);
            assertThat(target(new Mirrored(map, 60, 40, 10), 20)).isEqualTo(7);
            assertThat(target(new Mirrored(map, 60, 40, 10), 60)).isEqualTo(40);
        }

        @Test
        @Trap("3")
        void shouldStandAtTheFirstRecordWhenNothingWasConsumed() {
            assertThat(target(new Mirrored(map, 60, 40, 10), 10)).isZero();
            assertThat(target(new Mirrored(map, 60, 40, 10), 0)).isZero();
        }

        @Test
        void shouldIgnoreARunThatWasWrittenAheadOfItsRecords() {
            OffsetMap ahead = OffsetMap.of(List.of(new Run(10, 0), new Run(20, 7), new Run(50, 30)));

            Answer answer = ask(55, null, log(0, 30), new Mirrored(ahead, 45, 30, 10));

            assertThat(answer.translation().targetOrNull()).isEqualTo(30);
            assertThat(answer.unmirrored()).isEqualTo(10);
        }

        private Long target(Evidence evidence, long committed) {
            Answer answer = ask(committed, null, log(0, 40), evidence);
            assertThat(answer.translation()).isInstanceOf(Exact.class);
            return answer.translation().targetOrNull();
        }
    }

    @Nested
    class MirrorMakerSyncs {
        private final Evidence syncs = syncs(new Sync(0, 0), new Sync(100, 90), new Sync(200, 180));

        @Test
        @Trap("1")
        void shouldAnchorOnTheRecordBeforeTheCommit() {
            assertThat(ask(101, null, log(0, 200), syncs).translation()).isEqualTo(new Exact(91, Method.SYNC, null));
        }

        @Test
        void shouldBeExactWhenTheCommittedRecordItselfWasSynced() {
            assertThat(ask(100, null, log(0, 200), syncs).translation()).isEqualTo(new Exact(90, Method.SYNC, null));
        }

        @Test
        @Trap("2")
        void shouldStandAtTheTargetsEndWhenCaughtUpBehindATrailingMarker() {
            Answer answer = ask(202, log(0, 202), log(0, 181), syncs);

            assertThat(answer.translation()).isInstanceOf(Exact.class);
            assertThat(answer.translation().targetOrNull()).isEqualTo(181);
        }

        @Test
        @Trap("7")
        void shouldNotCountOnFromTheLowerSync() {
            Answer answer = ask(150, null, log(0, 200), syncs);

            assertThat(answer.translation().targetOrNull()).isEqualTo(91);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(89);
            assertThat(answer.unmirrored()).isZero();
        }

        @Test
        @Trap("8")
        void shouldKnowNothingWhenCommittedBeforeTheEarliestSync() {
            Answer answer = ask(50, log(0, 300), log(0, 200), syncs(new Sync(100, 90)));

            assertThat(answer.translation()).isEqualTo(new Unknown("committed 50 lies before the earliest evidence"));
        }

        @Test
        @Trap("4")
        void shouldReadFromTheTargetsStartWhenRetentionPassedTheGroupOnTheSource() {
            Answer answer = ask(50, log(80, 300), log(0, 200), syncs(new Sync(100, 90)));

            assertThat(answer.translation()).isInstanceOf(AtMost.class);
            assertThat(answer.translation().targetOrNull()).isZero();
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(90);
        }

        @Test
        void shouldBoundWhatOtherEvidenceProvesWhenAllSyncsLieAboveTheCommit() {
            Answer answer = ask(500, null, log(0, 100_000), new Checkpointed(500, 400), syncs(new Sync(1_000, 900)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(400);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(500);
            assertThat(answer.unmirrored()).isZero();
        }

        @Test
        void shouldReportADisagreementWithASyncAboveTheCommit() {
            Answer answer = ask(
                    500,
                    null,
                    log(0, 100_000),
                    new RecordTime(950L, "time"),
                    new Checkpointed(300, 250),
                    syncs(new Sync(1_000, 900)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(250);
            assertThat(((AtMost) answer.translation()).reason()).contains("disagrees", "sync <= 900");
        }

        @Test
        @Trap("19")
        void shouldIgnoreSyncsWhenTheSourceLogDoesNotReachThem() {
            Answer answer = ask(50, log(0, 60), log(0, 200), syncs);

            assertThat(answer.translation()).isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("20")
        void shouldIgnoreSyncsWhenTheTargetLogDoesNotReachThem() {
            Answer answer = ask(150, null, log(0, 20), syncs);

            assertThat(answer.translation()).isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("19")
        void shouldForgetOlderSyncsWhenALaterOneGoesBack() {
            SyncHistory history = SyncHistory.of(List.of(new Sync(100, 90), new Sync(200, 180), new Sync(5, 185)));

            assertThat(history.syncs()).containsExactly(new Sync(5, 185));
        }
    }

    @Nested
    class MirrorMakerCheckpoints {
        @Test
        void shouldBeALowerBoundBoundedByTheTargetsEnd() {
            Answer answer = ask(1000, null, log(0, 900), new Checkpointed(1000, 700));

            assertThat(answer.translation().targetOrNull()).isEqualTo(700);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(200);
            assertThat(answer.unmirrored()).isNull();
        }

        @Test
        void shouldSayThatItStandsAloneWhereNothingElseVouchesForIt() {
            Answer alone = ask(1000, null, log(0, 900), new Checkpointed(1000, 700));
            Answer vouched = ask(1000, null, log(0, 900), new Checkpointed(1000, 700), syncs(new Sync(900, 650)));

            assertThat(((AtMost) alone.translation()).reason())
                    .startsWith("the checkpoint maps 1000 to 700; nothing else vouches for it")
                    .contains("3.4.1", "KAFKA-12468");
            assertThat(((AtMost) vouched.translation()).reason()).isEqualTo("the checkpoint maps 1000 to 700");
        }

        @Test
        @Trap("7")
        void shouldRefuteOneThatLiesPastTheNextSyncedRecord() {
            // As MirrorMaker 2 3.4.0 did: it counted on from 900 over holes that the copy does not have
            Answer answer = ask(
                    1050,
                    null,
                    log(0, 2000),
                    new Checkpointed(1040, 980),
                    syncs(new Sync(1000, 940), new Sync(1045, 960)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(961);
            assertThat(((AtMost) answer.translation()).reason())
                    .contains("checkpoint ignored", "past record 1045 at 960");
        }

        @Test
        @Trap("20")
        void shouldRefuteOneThatATargetTopicWhichWasMadeAnewLeftBehind() {
            // The copy goes on at 6000, and its log has come past the old checkpoint again
            Answer answer = ask(
                    6_500,
                    null,
                    log(0, 7_000),
                    new Checkpointed(6_000, 6_000),
                    syncs(new Sync(6_000, 0), new Sync(12_000, 6_000)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(1);
            assertThat(((AtMost) answer.translation()).reason()).contains("checkpoint ignored");
        }

        @Test
        void shouldProveNothingWhenTheGroupWentBackSince() {
            assertThat(ask(999, null, log(0, 900), new Checkpointed(1000, 700)).translation())
                    .isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("19")
        void shouldIgnoreACheckpointPastTheSourcesEnd() {
            assertThat(ask(300, log(0, 400), log(0, 900), new Checkpointed(1000, 700))
                            .translation())
                    .isInstanceOf(Unknown.class);
        }

        @Test
        void shouldTakeTheGreatestLowerBoundOfSyncsAndCheckpoint() {
            Answer answer = ask(
                    1000,
                    null,
                    log(0, 990),
                    new Checkpointed(990, 910),
                    syncs(new Sync(800, 750), new Sync(1100, 960)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(910);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(50);
        }
    }

    @Nested
    class Merged {
        @Test
        void shouldReportADisagreementAndTakeTheLowerOne() {
            Answer answer =
                    ask(150, null, log(0, 400), preserved(400, 400, 0), syncs(new Sync(149, 109), new Sync(300, 250)));

            assertThat(answer.translation().targetOrNull()).isEqualTo(110);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(40);
            assertThat(((AtMost) answer.translation()).reason()).contains("disagrees (preserved 150, sync 110)");
        }

        @Test
        void shouldBeExactWhenALowerAndAnUpperBoundMeet() {
            Answer answer = ask(
                    150, null, log(0, 400), new Checkpointed(150, 120), syncs(new Sync(10, 10), new Sync(160, 120)));

            assertThat(answer.translation()).isInstanceOf(Exact.class);
        }

        @Test
        @Trap("5")
        void shouldKnowNothingWhenCommittedPastTheSourcesEnd() {
            Answer answer = ask(600, log(0, 500), log(0, 500), preserved(500, 500, 0));

            assertThat(answer.translation()).isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("17")
        void shouldStandAtTheStartAndSayThatNothingIsThereWhenTheTargetPartitionIsEmpty() {
            Answer alive = ask(600, log(100, 700), log(0, 0));
            Answer gone = ask(600, null, log(0, 0));

            assertThat(alive.translation()).isInstanceOf(AtMost.class);
            assertThat(alive.translation().targetOrNull()).isZero();
            assertThat(((AtMost) alive.translation()).rereadAtMost()).isEqualTo(500);
            assertThat(alive.unmirrored()).isEqualTo(500);
            assertThat(((AtMost) gone.translation()).rereadAtMost()).isNull();
            assertThat(gone.unmirrored()).isNull();
            assertThat(((AtMost) gone.translation()).reason()).contains("empty");
        }

        @Test
        void shouldBeExactWhenTheTargetPartitionIsEmptyAndSoIsWhatTheGroupConsumed() {
            assertThat(ask(0, log(0, 700), log(0, 0)).translation()).isEqualTo(new Exact(0, Method.START, null));
            assertThat(ask(700, log(700, 700), log(0, 0)).translation()).isInstanceOf(Exact.class);
            assertThat(ask(700, log(0, 700), log(700, 700), syncs(new Sync(699, 699)))
                            .translation())
                    .isEqualTo(new Exact(700, Method.SYNC, null));
        }

        @Test
        @Trap("3")
        void shouldStandAtTheStartThoughContentMayNotBeRead() {
            Evidence refused = new Refuted(Method.CONTENT, "not authorised, READ on topic orders");
            Answer answer = ask(50, log(50, 700), log(0, 650), refused);
            Answer batons = ask(50, log(50, 700), log(0, 650), new Refuted(Method.MAP, "the topic was made anew"));

            assertThat(answer.translation().targetOrNull()).isZero();
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(650);
            assertThat(((AtMost) answer.translation()).reason()).contains("content ignored: not authorised");
            assertThat(batons.translation()).isInstanceOf(Unknown.class);
        }

        @Test
        @Trap("22")
        void shouldKnowNothingWhenTheTargetHasNoSuchPartition() {
            Answer answer = ask(600, log(0, 700), null, preserved(500, 500, 0));

            assertThat(answer.translation()).isEqualTo(new Unknown("the target has no such partition"));
        }

        @Test
        void shouldKnowNothingWhenThereIsNoEvidence() {
            assertThat(ask(600, log(0, 700), log(0, 700)).translation()).isInstanceOf(Unknown.class);
        }
    }

    @Nested
    class ByTime {
        @Test
        @Trap("15")
        void shouldTakeTheFirstRecordOfTheTime() {
            Answer answer = ask(600, log(0, 700), log(0, 650), new RecordTime(580L, "time of record 599"));

            assertThat(answer.translation()).isEqualTo(new AtMost(580, 70L, Method.TIMESTAMP, "time of record 599"));
        }

        @Test
        @Trap("16")
        void shouldNotJumpToTheEndWhenNoRecordIsThatLate() {
            assertThat(ask(600, log(0, 700), log(0, 650), new RecordTime(null, "time of record 599"))
                            .translation())
                    .isInstanceOf(Unknown.class);
        }
    }

    static Answer ask(long committed, LogRange source, LogRange target, Evidence... evidence) {
        return Translator.translate(new Question(committed, source, target, List.of(evidence)));
    }

    static Evidence preserved(long coveredTo, long mirroredEnd, long alignedStart) {
        return new Mirrored(OffsetMap.PRESERVED, coveredTo, mirroredEnd, alignedStart);
    }

    static Evidence syncs(Sync... syncs) {
        return new Syncs(SyncHistory.of(Arrays.asList(syncs)));
    }

    static LogRange log(long start, long end) {
        return new LogRange(start, end);
    }
}
