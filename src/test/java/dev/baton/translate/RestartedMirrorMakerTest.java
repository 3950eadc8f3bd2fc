package dev.baton.translate;

import static dev.baton.translate.TranslatorTest.ask;
import static dev.baton.translate.TranslatorTest.log;
import static dev.baton.translate.TranslatorTest.syncs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.Evidence.TurnedSyncs;
import dev.baton.translate.SyncHistory.Sync;
import dev.baton.translate.Translation.AtMost;
import dev.baton.translate.Translation.Exact;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Copied twice, or perhaps, where MirrorMaker 2 was killed and began again. */
class RestartedMirrorMakerTest {

    @Nested
    class ToTheCopies {
        /** 1006 to 1050 were copied; then the mirror began again at 1006, and came to 1010. */
        private final Evidence little = syncs(new Sync(905, 905), new Sync(1005, 1005), new Sync(1006, 1051));

        /** A mirror with transactions, whose markers take a place now and then, and which never began again. */
        private final Evidence markers =
                syncs(new Sync(0, 0), new Sync(95, 101), new Sync(190, 202), new Sync(285, 303));

        @Test
        void shouldNotPassFirstCopiesWhereItWentBackLessFarThanToTheLastSync() {
            for (long committed = 1007; committed <= 1050; committed++) {
                Answer answer = ask(committed, log(0, 2000), log(0, 1056), little);
                assertThat(answer.translation()).as("" + committed).isInstanceOf(AtMost.class);
                assertThat(answer.translation().targetOrNull()).isEqualTo(1006);
                assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(50);
            }
            assertThat(ask(1006, log(0, 2000), log(0, 1056), little).translation())
                    .isEqualTo(new Exact(1006, Method.SYNC, null));
        }

        @Test
        void shouldNotBelieveACheckpointThatPassesThem() {
            Answer answer = ask(1007, log(0, 2000), log(0, 1056), little, new Checkpointed(1007, 1052));

            assertThat(answer.translation().targetOrNull()).isEqualTo(1006);
            assertThat(((AtMost) answer.translation()).reason()).contains("checkpoint ignored", "not again");
        }

        @Test
        void shouldNotPassThemEitherWhereItWentBackFartherAfterwards() {
            Evidence twice = syncs(
                    new Sync(905, 905),
                    new Sync(1005, 1005),
                    new Sync(1006, 1051),
                    new Sync(1000, 1060),
                    new Sync(1020, 1080));

            assertThat(ask(1030, log(0, 2000), log(0, 1085), twice)
                            .translation()
                            .targetOrNull())
                    .isEqualTo(1006);
        }

        @Test
        void shouldBeExactAgainOnceItHasComeAsFarAsItCanHaveBeen() {
            Evidence passed =
                    syncs(new Sync(905, 905), new Sync(1005, 1005), new Sync(1006, 1051), new Sync(1106, 1151));

            assertThat(ask(1007, log(0, 2000), log(0, 1160), passed).translation())
                    .isEqualTo(new Exact(1052, Method.SYNC, null));
        }

        @Test
        void shouldStayExactInOlderIntervalsWhereMarkersTakePlaces() {
            for (Sync sync : List.of(new Sync(0, 0), new Sync(95, 101), new Sync(190, 202))) {
                assertThat(ask(sync.upstream(), null, log(0, 350), markers).translation())
                        .isInstanceOf(Exact.class);
                assertThat(ask(sync.upstream() + 1, null, log(0, 350), markers).translation())
                        .isEqualTo(new Exact(sync.downstream() + 1, Method.SYNC, null));
            }
            Answer between = ask(150, null, log(0, 350), markers);
            assertThat(between.translation().targetOrNull()).isEqualTo(102);
            assertThat(((AtMost) between.translation()).rereadAtMost()).isEqualTo(100);
        }

        @Test
        void shouldBeAtMostInTheLastIntervalUnlessAllIsCopied() {
            Answer last = ask(286, log(0, 400), log(0, 350), markers);
            assertThat(last.translation().targetOrNull()).isEqualTo(203);
            assertThat(((AtMost) last.translation()).rereadAtMost()).isEqualTo(147);

            assertThat(ask(300, log(0, 400), log(0, 350), markers).translation().targetOrNull())
                    .isEqualTo(304);
            assertThat(ask(285, log(0, 286), log(0, 304), markers).translation())
                    .isEqualTo(new Exact(303, Method.SYNC, null));
        }
    }

    /** East was copied to 1090, and from 1050 on again behind it: west 1091 is east 1050 for a second time. */
    @Nested
    class BackToTheOriginals {
        private final Evidence turned = new TurnedSyncs(SyncHistory.of(
                List.of(new Sync(1000, 1000), new Sync(1059, 1059), new Sync(1050, 1091), new Sync(1150, 1191))));

        @Test
        void shouldLeaveItToContentWhereTheCopiesWereMadeTwice() {
            for (long committed = 1080; committed <= 1091; committed++) {
                Content content = new Content(1050, committed, null, 0L, "content");
                Answer answer = ask(committed, log(0, 1200), log(0, 1200), turned, content);
                assertThat(answer.translation().targetOrNull()).isEqualTo(1050);
                assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(committed - 1050);
            }
        }

        @Test
        void shouldBeALowerBoundAndSayHowFarTheGroupMayHaveRead() {
            for (long committed = 1092; committed <= 1132; committed++) {
                Answer answer = ask(committed, log(0, 1200), log(0, 1160), turned);
                assertThat(answer.translation()).as("" + committed).isInstanceOf(AtMost.class);
                assertThat(answer.translation().targetOrNull()).isEqualTo(1051);
            }
            assertThat(ask(1091, log(0, 1200), log(0, 1160), turned)
                            .translation()
                            .targetOrNull())
                    .isEqualTo(1050);
        }

        @Test
        void shouldNotBelieveContentThatSawTheSecondCopyAlone() {
            Content narrow = new Content(1059, 1059L, null, 0L, "content");
            Answer answer = ask(1100, log(0, 1200), log(0, 1160), turned, narrow);

            assertThat(answer.translation().targetOrNull()).isEqualTo(1059);
            assertThat(((AtMost) answer.translation()).rereadAtMost()).isEqualTo(1091 - 1059);
        }

        @Test
        void shouldStandAtTheOriginalsEndWhereTheLastCopyWasRead() {
            assertThat(ask(1192, log(0, 1200), log(0, 1151), turned).translation())
                    .isInstanceOf(Exact.class);
        }
    }
}
