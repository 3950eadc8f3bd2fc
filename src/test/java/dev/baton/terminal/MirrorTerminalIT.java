package dev.baton.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.PseudoTerminal;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Tmux;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a mirror in a terminal, and what a file gets of it. */
@Tag("long")
@WithClusters
class MirrorTerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LEAVE_SCREEN = "\u001b[?1049l";
    private static final String CURSOR_ON = "\u001b[?25h";

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    MirrorTerminalIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldShowHowItStandsAndLeaveTheTerminalAsItWasWhenCtrlCIsPressed() throws Exception {
        assumeTrue(PseudoTerminal.isAvailable(), "this machine has no script(1) of util-linux to make a terminal with");
        // Given
        long now = Instant.now().toEpochMilli();
        TestData data = new TestData(east).create("orders", 2, Map.of()).create("spoilt", 1, Map.of());
        data.produce("orders", 0, 5_000, now);
        new TestData(west).create("spoilt", 1, Map.of()).produce("spoilt", 0, 1, now);
        data.produce("spoilt", 0, 10, now);
        String config = new TwoSites(east, west, directory)
                .with("topics", "orders|spoilt")
                .config()
                .toString();
        try (PseudoTerminal terminal = PseudoTerminal.start(directory, 80, 24, "mirror", "-c", config)) {
            // When
            await().atMost(PATIENCE).until(() -> terminal.text().contains("STOPPED (1)"));
            data.produce("orders", 1, 700, now);
            await().atMost(PATIENCE).until(() -> terminal.text().contains("mirrored 5,700"));
            // Then
            assertThat(terminal.lines()).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() < 80);
            assertThat(terminal.text())
                    .contains(
                            " baton mirror  east -> west  mirroring",
                            "3 partitions",
                            "1 stopped",
                            "spoilt-0  conflict: topic spoilt of the target is not empty",
                            " q quit")
                    .containsPattern("(?m)^orders +2 ");
            // When
            terminal.resize(120, 40);
            // Then
            await().atMost(PATIENCE)
                    .until(() -> terminal.lines().size() == 40
                            && terminal.lines().get(39).contains("Ctrl-L draw anew"));
            assertThat(terminal.lines().get(0)).hasSizeBetween(100, 119);
            // When
            terminal.pressCtrlC();
            // Then
            assertThat(terminal.await(PATIENCE)).isZero();
            assertThat(terminal.isRestored()).isTrue();
            String after = terminal.written().substring(terminal.written().lastIndexOf(LEAVE_SCREEN));
            assertThat(after)
                    .contains(CURSOR_ON, "stopped: spoilt-0: ", "mirrored 5,700 records of 3 partitions")
                    .doesNotContain("q quit");
        }
    }

    @Test
    void shouldFollowTheWindowAndLeaveItAsItWasInTmux() {
        assumeTrue(Tmux.isAvailable(), "this machine has no tmux");
        // Given
        long now = Instant.now().toEpochMilli();
        TestData data = new TestData(east).create("windows", 2, Map.of());
        data.produce("windows", 0, 3_000, now);
        String config = new TwoSites(east, west, directory)
                .with("topics", "windows")
                .config()
                .toString();
        try (Tmux tmux = Tmux.start(directory, 80, 24, "mirror", "-c", config)) {
            // When
            await().atMost(PATIENCE).until(() -> tmux.text().contains("mirrored 3,000"));
            // Then
            assertThat(tmux.isFullScreen()).isTrue();
            assertThat(tmux.lines()).hasSize(24).allMatch(line -> line.length() < 80);
            assertThat(tmux.text()).contains(" baton mirror  east -> west  mirroring", "2 partitions", " q quit");
            // When
            tmux.resize(120, 40);
            // Then
            await().atMost(PATIENCE)
                    .until(() ->
                            tmux.lines().size() == 40 && tmux.lines().get(39).contains("Ctrl-L draw anew"));
            assertThat(tmux.lines().get(0)).hasSizeBetween(100, 119);
            // When
            tmux.resize(60, 12);
            // Then
            await().atMost(PATIENCE)
                    .until(() ->
                            tmux.lines().size() == 12 && tmux.lines().get(11).contains(" q quit"));
            assertThat(tmux.lines().get(0))
                    .startsWith(" baton mirror  east -> west")
                    .hasSizeLessThan(60);
            // When
            tmux.pressCtrlC();
            // Then
            await().atMost(PATIENCE).until(tmux::isOver);
            assertThat(tmux.exitCode()).isZero();
            assertThat(tmux.isRestored()).isTrue();
            // tmux may have some of it to read yet
            await().atMost(PATIENCE).until(() -> !tmux.isFullScreen());
            assertThat(tmux.showsCursor()).isTrue();
            assertThat(tmux.text())
                    .contains("mirrored 3,000 records of 2 partitions")
                    .doesNotContain("q quit");
        }
    }

    @Test
    void shouldWritePlainLinesWhenItWritesToAFile() {
        // Given
        new TestData(east).create("piped", 1, Map.of()).produce("piped", 0, 300, 1_000);
        TwoSites sites = new TwoSites(east, west, directory).with("topics", "piped");
        try (BatonProcess mirror = sites.start(Map.of("TERM", "xterm-256color"), "mirror", "--status-every", "1s")) {
            // When
            await().atMost(PATIENCE)
                    .until(() -> mirror.err().matches("(?s).*mirroring: 1 partitions, .* 0 records and .*"));
            mirror.terminate();
            BatonProcess.Result result = mirror.await(PATIENCE);
            // Then
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("mirrored 300 records of 1 partitions")
                    .doesNotContain("\u001b");
        }
    }
}
