package dev.baton.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Unit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal's page in a real browser: Chromium without a window, where one is installed. */
class DrillHtmlIT {
    private static final int PHONE = 360;
    private static final int DESK = 1_280;
    private static final int PAGES = 3;

    @TempDir
    private static Path directory;

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

    private final Optional<Path> chromium = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(":"))
            .flatMap(place -> BROWSERS.stream().map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();

    /** For each test, so that each is listed as not run, with the reason. */
    @BeforeEach
    void requireABrowser() {
        assumeTrue(chromium.isPresent(), "the page is not looked at, since none of these is on PATH: " + BROWSERS);
    }

    @Test
    void shouldPlotTheLagUnderItsOwnPolicy() throws Exception {
        // Given
        Path page = page(DrillReports.failed(Instant.parse("2026-11-22T10:00:00Z")));

        // When
        String dom =
                run("--dump-dom", "--window-size=" + DESK + ",900", page.toUri().toString());

        // Then
        assertThat(dom)
                .containsPattern("id=\"records\"><div [^>]*class=\"uplot")
                .contains("<canvas");
        assertThat(dom).containsPattern("id=\"seconds\"><div [^>]*class=\"uplot");
    }

    @Test
    void shouldNotScrollSidewaysOnAPhoneHoweverLongTheNamesAre() throws Exception {
        // Given
        DrillReport report = DrillReports.of(
                Instant.parse("2026-11-22T10:00:00Z"),
                List.of(DrillReports.hostile()),
                List.of(new Limit("max-rto", Unit.MILLISECONDS, 60_000, 450L)));
        page(report);
        Path frame = Files.writeString(directory.resolve("frame.html"), """
            <!DOCTYPE html><iframe src="page.html" width="%d" height="800" style="border:0"
              onload="const d = this.contentDocument.documentElement;
                document.title = 'wide ' + d.scrollWidth + ' of ' + d.clientWidth + ', alerts ' + !!window.alerted"></iframe>
            <script>window.alert = () => window.alerted = true</script>\
            """.formatted(PHONE));

        // When
        String dom = run(
                "--dump-dom", "--allow-file-access-from-files", frame.toUri().toString());

        // Then
        assertThat(dom).containsPattern("<title>wide (\\d+) of \\1, alerts false</title>");
    }

    @Test
    void shouldDrawLinesInBothPlotsByDayAndByNight() throws Exception {
        // Given
        Path page = page(DrillReports.failed(Instant.parse("2026-11-22T10:00:00Z")));

        // When
        BufferedImage day = screenshot("day", page);
        BufferedImage night = screenshot("night", page, "--blink-settings=preferredColorScheme=0");

        // Then
        assertThat(count(day, 0x2f5fa8)).as("the line by day").isGreaterThan(500);
        assertThat(day.getRGB(1, 1) & 0xffffff).isEqualTo(0xffffff);
        assertThat(count(night, 0x7aa7e8)).as("the line by night").isGreaterThan(500);
        assertThat(night.getRGB(1, 1) & 0xffffff).isEqualTo(0x14181c);
    }

    @Test
    void shouldPrintOnPaperAsOnADesk() throws Exception {
        // Given
        Path page = page(DrillReports.failed(Instant.parse("2026-11-22T10:00:00Z")));
        Path file = directory.resolve("page.pdf");

        // When
        run("--print-to-pdf=" + file, "--no-pdf-header-footer", page.toUri().toString());

        // Then
        String pdf = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(Pattern.compile("/Type /Page\\b").matcher(pdf).results())
                .as("pages; a phone's layout takes more")
                .hasSizeLessThanOrEqualTo(PAGES);
    }

    private static long count(BufferedImage image, int color) {
        long found = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                found += (image.getRGB(x, y) & 0xffffff) == color ? 1 : 0;
            }
        }
        return found;
    }

    private static Path page(DrillReport report) throws IOException {
        return Files.writeString(directory.resolve("page.html"), DrillHtml.of("east", "west", report));
    }

    private BufferedImage screenshot(String name, Path page, String... more) throws Exception {
        Path file = directory.resolve(name + ".png");
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of(
                "--screenshot=" + file,
                "--window-size=" + DESK + ",2400",
                page.toUri().toString()));
        run(arguments.toArray(String[]::new));
        return ImageIO.read(file.toFile());
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                chromium.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--virtual-time-budget=2000",
                "--user-data-dir=" + directory.resolve("profile")));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process browser = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = browser.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        assertThat(ended).as(Files.readString(err)).isTrue();
        return Files.readString(out);
    }
}
