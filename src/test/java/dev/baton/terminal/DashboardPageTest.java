package dev.baton.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.MirrorView.Behind;
import dev.baton.mirror.MirrorView.Counts;
import dev.baton.mirror.MirrorView.Groups;
import dev.baton.mirror.MirrorView.Links;
import dev.baton.mirror.MirrorView.Phase;
import dev.baton.mirror.MirrorView.Stopped;
import dev.baton.mirror.MirrorView.Topic;
import dev.baton.mirror.StopCause;
import dev.baton.mirror.Throughput;
import dev.baton.render.Golden;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardPageTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");
    private static final Stopped CONFLICT = new Stopped(
            "payments",
            3,
            StopCause.CONFLICT,
            "topic payments was deleted and made anew on the source: its id was AAAAAAAAAAAAAAAAAAAAAQ and is"
                    + " AAAAAAAAAAAAAAAAAAAAAg; mirror it under another name, or delete it on the target");

    @Test
    void shouldShowTopicsFaultsAndMessagesAt80x24() {
        Golden.check("dashboard-80x24.txt", page(usual(), 80, 24, Order.BEHIND, 0));
    }

    @Test
    void shouldShowWhatMattersMostAt40x10() {
        Golden.check("dashboard-40x10.txt", page(usual(), 40, 10, Order.BEHIND, 0));
    }

    @Test
    void shouldShowManyTopicsWithLongNamesAt200x50() {
        Golden.check("dashboard-200x50.txt", page(many(), 200, 50, Order.RATE, 0));
    }

    @Test
    void shouldSayHowManyTopicsThereAreWhenTheyDoNotFit() {
        Golden.check("dashboard-scrolled.txt", page(many(), 80, 24, Order.NAME, 20));
    }

    @Test
    void shouldSayThatTheSourceIsSilentAndTheLeaseIsLost() {
        // Given
        MirrorView view = new MirrorView(
                "east",
                "west",
                TIME.minusSeconds(90),
                TIME,
                Phase.MIRRORING,
                new Links(Duration.ofSeconds(75), false),
                List.of(new Topic("orders", 12, 12, 0, 10, 1_000, 1, new Behind(0, Duration.ofSeconds(75), 0))),
                List.of(),
                new Groups(0, null),
                new Counts(32, 1, 0));
        // Then
        Golden.check(
                "dashboard-silent.txt", page(new Scene(view, null, Map.of(), null, List.of()), 80, 8, Order.BEHIND, 0));
    }

    @Test
    void shouldSayThatItKnowsNothingYetAndThatTheSourceIsSilentWhenItWaitsForIt() {
        // Given
        MirrorView view = new MirrorView(
                "east",
                "west",
                TIME.minusSeconds(90),
                TIME,
                Phase.STARTING,
                new Links(Duration.ofSeconds(90), false),
                List.of(),
                List.of(),
                new Groups(0, null),
                new Counts(0, 0, 0));
        // Then
        Golden.check(
                "dashboard-waiting.txt",
                page(new Scene(view, null, Map.of(), null, List.of()), 80, 8, Order.BEHIND, 0));
    }

    @ParameterizedTest
    @CsvSource({"80,24", "79,23", "40,10", "200,50", "20,5", "1,1", "10,2", "132,3"})
    void shouldBeAsLargeAsTheScreenWhateverItShows(int columns, int rows) {
        for (Scene scene : List.of(usual(), many(), wide())) {
            // When
            List<AttributedString> lines = new DashboardPage(scene, columns, rows, Order.BEHIND, 3).lines();
            // Then
            assertThat(lines).hasSize(rows);
            assertThat(lines).allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(columns));
        }
    }

    @Test
    void shouldCutWideCharactersByTheColumnsThatTheyTake() {
        Golden.check("dashboard-wide.txt", page(wide(), 60, 12, Order.BEHIND, 0));
    }

    private static String page(Scene scene, int columns, int rows, Order order, int scroll) {
        return new DashboardPage(scene, columns, rows, order, scroll)
                .lines().stream()
                        .map(line -> line.toString().stripTrailing())
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Scene usual() {
        List<Topic> topics = List.of(
                new Topic(
                        "clicks",
                        24,
                        24,
                        0,
                        98_000_000,
                        12_345_678_901L,
                        99_000,
                        new Behind(1_234_567, Duration.ofSeconds(130), 0)),
                new Topic(
                        "orders", 12, 12, 0, 1_200_345, 901_234_567, 12_000, new Behind(12, Duration.ofMillis(400), 0)),
                new Topic("payments", 6, 5, 1, 4_000, 3_000_000, 40, new Behind(17, Duration.ofHours(2), 1)),
                new Topic("refunds", 3, 1, 0, 0, 0, 0, new Behind(0, null, 3)));
        MirrorView view = new MirrorView(
                "east",
                "west",
                TIME.minus(Duration.ofMinutes(187)),
                TIME,
                Phase.MIRRORING,
                new Links(Duration.ofMillis(120), true),
                topics,
                List.of(CONFLICT),
                new Groups(14, TIME.minusMillis(700)),
                new Counts(32, 2, 5));
        Map<String, Throughput> rates =
                Map.of("clicks", new Throughput(123_456.7, 18_765_432), "orders", new Throughput(812.4, 640_000.5));
        return new Scene(
                view,
                new Throughput(124_269.1, 19_405_432.5),
                rates,
                20_000_000L,
                List.of(
                        "09:59:58.101 WARN Supervisor - payments-3: topic payments was deleted and made anew on the"
                                + " source",
                        "09:59:59.007 WARN GroupSync - group billing has commits on west that Baton did not make"));
    }

    private static Scene many() {
        List<Topic> topics = new ArrayList<>();
        Map<String, Throughput> rates = new HashMap<>();
        List<Stopped> stopped = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String name = i % 3 == 0
                    ? "com.example.department.of.long.names.and.longer.ones.topic-" + i + ".retry.dead-letter"
                    : "topic-" + i;
            boolean stands = i % 20 == 0;
            topics.add(new Topic(
                    name,
                    6,
                    stands ? 5 : 6,
                    stands ? 1 : 0,
                    i * 1_000L,
                    i * 100_000L,
                    i,
                    new Behind(i, Duration.ofSeconds(i % 7), 0)));
            rates.put(name, new Throughput(i * 3.0, i * 300.0));
            if (stands) {
                stopped.add(new Stopped(
                        name,
                        1,
                        StopCause.UNAUTHORISED,
                        "the target refuses source offset 1: TOPIC_AUTHORIZATION_FAILED; give the principal WRITE on "
                                + name));
            }
        }
        MirrorView view = new MirrorView(
                "east",
                "west",
                TIME.minus(Duration.ofDays(3)),
                TIME,
                Phase.MIRRORING,
                new Links(Duration.ofMillis(120), true),
                topics,
                stopped,
                new Groups(1_000, TIME),
                new Counts(16, 9, 123));
        return new Scene(view, new Throughput(59_700, 5_970_000), rates, null, List.of());
    }

    private static Scene wide() {
        MirrorView view = new MirrorView(
                "東京",
                "大阪",
                TIME.minusSeconds(5),
                TIME,
                Phase.STARTING,
                new Links(null, false),
                List.of(),
                List.of(),
                new Groups(0, null),
                new Counts(0, 0, 0));
        return new Scene(
                view,
                null,
                Map.of(),
                null,
                List.of("クラスタに接続できません：ブローカーが応答しません。もう一度お試しください。接続設定を確認してください。", "tab\tand bell\u0007"));
    }
}
