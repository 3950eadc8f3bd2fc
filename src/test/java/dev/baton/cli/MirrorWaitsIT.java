package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.MetricsPage;
import dev.baton.testkit.TwoSites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mirror that is started while its source is down: what it tells, and how it ends when it is told to stop. */
class MirrorWaitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONFIG = """
            clusters:
              east: {bootstrap.servers: "127.0.0.1:1"}
              west: {bootstrap.servers: "127.0.0.1:2"}
            flows:
              - {from: east, to: west}
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldTellThatTheSourceIsDownAndEndWith0WhenItIsTerminated() throws Exception {
        // Given
        MetricsPage page = MetricsPage.onAFreePort();
        Path status = directory.resolve("status.json");
        try (BatonProcess mirror = BatonProcess.start(
                Map.of(),
                CONFIG,
                "mirror",
                "-c",
                "/dev/stdin",
                "--metrics-port",
                Integer.toString(page.port()),
                "--status-file",
                status.toString())) {
            // When
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> page.scrape().contains("baton_mirror_source_up{source=\"east\",target=\"west\"} 0"));
            mirror.terminate();
            BatonProcess.Result end = mirror.await(LIMIT);
            // Then
            assertThat(end.exitCode()).as(end.err()).isZero();
            assertThat(end.err()).contains("mirrored 0 records of 0 partitions").doesNotContain("interrupted");
            assertThat(TwoSites.parse(Files.readString(status)).get("state").asText())
                    .isEqualTo("ended");
        }
    }
}
