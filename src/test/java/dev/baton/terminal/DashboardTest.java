package dev.baton.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.mirror.MirrorView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard on a terminal that is none: what is typed, what is written, and how it is left. */
class DashboardTest {
    private static final String ENTER = "\u001b[?1049h";
    private static final String LEAVE = "\u001b[?1049l";
    private static final String CURSOR_ON = "\u001b[?25h";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private LineDisciplineTerminal terminal;

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("none", "xterm-256color", screen, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(80, 24));
    }

    @AfterEach
    void close() throws IOException {
        terminal.close();
    }

    @Test
    void shouldGiveTheScreenBackAsItWasWhenItIsClosed() {
        // Given
        Attributes before = terminal.getAttributes();
        Dashboard dashboard = new Dashboard(terminal, true);
        dashboard.draw(scene());
        awaitWritten("baton mirror");
        assertThat(written()).contains(ENTER).doesNotContain(LEAVE);
        assertThat(terminal.getAttributes().getLocalFlag(Attributes.LocalFlag.ECHO))
                .isFalse();
        // When
        dashboard.close();
        dashboard.draw(scene());
        dashboard.close();
        // Then
        awaitWritten(LEAVE);
        awaitWritten(CURSOR_ON);
        assertThat(dashboard.isClosed()).isTrue();
        assertThat(written().substring(written().indexOf(LEAVE))).doesNotContain("baton mirror");
        assertThat(before.getLocalFlag(Attributes.LocalFlag.ECHO)).isTrue();
    }

    @Test
    void shouldSortAndAskForTheEndWhenKeysArePressed() throws IOException {
        try (Dashboard dashboard = new Dashboard(terminal, true)) {
            // Given
            dashboard.draw(scene());
            assertThat(dashboard.isQuit()).isFalse();
            // When
            terminal.processInputBytes("sq".getBytes(StandardCharsets.UTF_8));
            // Then
            Awaitility.await().until(() -> {
                dashboard.draw(scene());
                return dashboard.isQuit();
            });
            awaitWritten("rate");
        }
    }

    @Test
    void shouldDrawAnewWhenTheSizeChanges() {
        try (Dashboard dashboard = new Dashboard(terminal, true)) {
            // Given
            dashboard.draw(scene());
            awaitWritten("draw anew");
            // When
            terminal.setSize(Size.of(30, 10));
            dashboard.draw(scene());
            // Then
            Awaitility.await().until(() -> written().split("baton mirror", -1).length == 3);
            assertThat(written().substring(written().lastIndexOf("baton mirror")))
                    .doesNotContain("draw anew");
        }
    }

    @Test
    void shouldShowNoColourWhenItIsNotWanted() {
        // When
        try (Dashboard dashboard = new Dashboard(terminal, false)) {
            dashboard.draw(scene());
            awaitWritten("draw anew");
        }
        // Then
        assertThat(written()).doesNotContain("\u001b[1;31m", "\u001b[31", "\u001b[7m");
    }

    private void awaitWritten(String text) {
        Awaitility.await().until(() -> written().contains(text));
    }

    private String written() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private static Scene scene() {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        MirrorView view = new MirrorView(
                "east",
                "west",
                now,
                now,
                MirrorView.Phase.MIRRORING,
                new MirrorView.Links(null, true),
                List.of(),
                List.of(),
                new MirrorView.Groups(0, null),
                new MirrorView.Counts(0, 0, 0));
        return new Scene(view, null, Map.of(), null, List.of("a message"));
    }
}
