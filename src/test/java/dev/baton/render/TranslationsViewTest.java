package dev.baton.render;

import dev.baton.translate.Answer;
import dev.baton.translate.CommittedFrom;
import dev.baton.translate.Method;
import dev.baton.translate.Omission;
import dev.baton.translate.Standing;
import dev.baton.translate.Translated;
import dev.baton.translate.Translation;
import dev.baton.translate.Translations;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TranslationsViewTest {
    private static final Instant AS_OF = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void shouldShowEveryConfidence() {
        // Given
        Translations report = Translations.of(
                false,
                false,
                List.of(
                        translated(0, 120, new Answer(new Translation.Exact(120, Method.PRESERVED, null), 0L), 5L),
                        translated(
                                1,
                                450,
                                new Answer(
                                        new Translation.AtMost(400, 30L, Method.MAP, "taken back to the mirrored end"),
                                        50L),
                                0L),
                        translated(
                                2,
                                7,
                                new Answer(
                                        new Translation.Unknown("no evidence of this partition on the target"), null),
                                null)),
                List.of(
                        new Omission(
                                Omission.What.RECORDS, "mm2-offset-syncs.west.internal", Omission.notUnderstood(3)),
                        new Omission(Omission.What.SILENT_GROUP, "audit", "no answer within 5 s")));

        // Then
        Golden.check(new TranslationsView(false), "translations", "east", "west", report);
    }

    @Test
    void shouldLeaveTheGroupOutOfCsvWhenThereIsOne() {
        // Given
        Translations report = Translations.of(
                true,
                false,
                List.of(translated(0, 120, new Answer(new Translation.Exact(120, Method.PRESERVED, null), 0L), null)),
                List.of());

        // Then
        Golden.check(new TranslationsView(true), "translations-one-group", "east", "west", report);
    }

    private static Translated translated(int partition, long committed, Answer answer, Long unseen) {
        return new Translated(
                "billing",
                new TopicPartition("orders", partition),
                new TopicPartition("east.orders", partition),
                new Standing(committed, "", CommittedFrom.SNAPSHOT, AS_OF),
                answer,
                unseen);
    }
}
