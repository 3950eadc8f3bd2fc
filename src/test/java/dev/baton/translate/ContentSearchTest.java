package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.translate.Evidence.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How much a search reads and keeps, and where it begins. */
class ContentSearchTest {
    private static final int HELD = 1_000;
    private static final long HOUR = 3_600_000;

    /** A log that knows how far it was read. */
    private static final class Watched implements SearchedLog {
        private final SearchedLog log;
        private long read;
        private long first = Long.MAX_VALUE;

        Watched(SearchedLog log) {
            this.log = log;
        }

        @Override
        public LogRange range() {
            return log.range();
        }

        @Override
        public boolean isAppendTimed() {
            return log.isAppendTimed();
        }

        @Override
        public Long firstAt(long time) {
            return log.firstAt(time);
        }

        @Override
        public boolean scan(long from, long to, Predicate<Entry> taker) {
            return log.scan(from, to, entry -> {
                read++;
                first = Math.min(first, entry.offset());
                return taker.test(entry);
            });
        }
    }

    @Test
    void shouldKeepSoManyRecordsAndNoMoreWhenNothingUnconsumedIsMet() {
        // Given: records all alike, and a group that has consumed them all
        KnownLog source = log(100_000, offset -> 7, offset -> 0, false);
        Watched target = new Watched(log(100_000, offset -> 7, offset -> offset, true));

        // When
        Content found = search(source, target, 1).position(100_000).orElseThrow();

        // Then
        assertThat(target.read).isLessThan(3 * HELD);
        assertThat(found.atLeast()).isLessThanOrEqualTo(HELD);
        assertThat(found.atMost()).as("nothing is known of what was not read").isNull();
        assertThat(found.unmirrored()).isNull();
    }

    @Test
    void shouldFindAsMuchInPartsAsAtOnceWhenACommitTakesAllThereIsRoomFor() {
        // Given
        KnownLog source = log(5_000, offset -> offset, offset -> offset / 3, false);
        KnownLog target = log(5_000, offset -> offset, offset -> offset / 3, false);
        List<Long> commits = LongStream.range(0, 40).map(i -> i * 120).boxed().toList();

        // When
        Map<Long, Content> inParts = search(source, target, 10).find(commits);

        // Then
        assertThat(inParts.keySet()).containsAll(commits);
        inParts.forEach((committed, content) -> {
            assertThat(content.isExact()).as(content.toString()).isTrue();
            assertThat(content.atLeast()).isEqualTo(committed);
        });
    }

    @Test
    void shouldBeginWhereTheTargetTookInRecordsOfThatTimeWhenItStampsItsOwn() {
        // Given: one a second, taken in ten seconds later
        KnownLog source = log(40_050, offset -> offset, offset -> HOUR + offset * 1_000, false);
        Watched target = new Watched(log(40_050, offset -> offset, offset -> HOUR + offset * 1_000 + 10_000, true));

        // When
        Content found = search(source, target, 10).position(40_000).orElseThrow();

        // Then
        assertThat(found.atLeast()).isEqualTo(40_000);
        assertThat(target.first).as("five minutes before the anchors").isBetween(39_000L, 39_650L);
    }

    @Test
    void shouldLeaveWhatOtherEvidenceProvesWhenASearchRunsOutOfMemory() {
        // Given
        List<String> said = new ArrayList<>();

        // When
        ContentEvidence.await(CompletableFuture.failedFuture(new OutOfMemoryError("Java heap space")), said::add);

        // Then
        assertThat(said).singleElement().asString().contains("Java heap space", "what other evidence proves stands");
    }

    /** West 1091 is a copy of east 1050 again, and so on. */
    @Test
    void shouldFindWhatWasReadOnTheWayBackFromCopiesMadeTwiceHoweverNarrowTheWindows() {
        OfOffset origin = west -> west <= 1090 ? west : west - 41;
        SearchedLog west = log(1_300, origin, copy -> 1_000 + origin.at(copy), false);
        SearchedLog east = log(1_300, offset -> offset, offset -> 1_000 + offset, false);
        for (int width : List.of(3, 10, 300)) {
            for (long committed = 1_045; committed < 1_150; committed++) {
                Content found = search(west, east, width)
                        .wayBack()
                        .find(List.of(committed))
                        .get(committed);
                long truth = committed <= 1_132 ? Math.min(committed, 1_091) : committed - 41;
                assertThat(found.isExact())
                        .as(width + ": " + committed + " " + found)
                        .isTrue();
                assertThat(found.atLeast()).isEqualTo(truth);
            }
        }
    }

    private static ContentSearch search(SearchedLog source, SearchedLog target, int width) {
        return new ContentSearch(source, target, new int[] {width, 100 * width}, 1_000_000, HELD, read -> {});
    }

    private interface OfOffset {
        long at(long offset);
    }

    private static KnownLog log(int records, OfOffset value, OfOffset time, boolean appendTimed) {
        List<KnownLog.Known> known = LongStream.range(0, records)
                .mapToObj(offset -> new KnownLog.Known(offset, time.at(offset), value.at(offset), appendTimed))
                .toList();
        return new KnownLog(new LogRange(0, records), known);
    }
}
