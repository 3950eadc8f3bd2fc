package dev.baton.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.drill.DrillReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DrillHtmlTest {
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void shouldSayTheVerdictFirstAndWhatSpokeAgainstIt() {
        // When
        String page = DrillHtml.of("east", "west", DrillReports.failed(TIME));

        // Then
        assertThat(page.substring(page.indexOf("<body>")))
                .containsSubsequence(
                        "<h2>Failed</h2>",
                        "1 of 2 groups would have skipped records",
                        "records that would have been lost: 7 records, allowed 0 records",
                        "age of the oldest of them: unknown, allowed 5 s",
                        "<h2>Limits</h2>",
                        "<h2>Timeline</h2>",
                        "billing",
                        "orders-0 from 9 on is not what orders-0 has from 5 on",
                        "audit",
                        "cluster id xkal61N2PTK8ltzbTyLfVw, 3 brokers, metadata.version 27",
                        "metadata.version unknown");
    }

    @Test
    void shouldWriteHostileNamesAsTextAlone() {
        // Given
        DrillReport report = DrillReports.of(TIME, List.of(DrillReports.hostile()), List.of());

        // When
        String page = DrillHtml.of("<b>east</b>", "we\"st", report);

        // Then
        assertThat(page)
                .doesNotContain("<img", "<b>east", "we\"st", "</script><script>alert")
                .contains("&lt;img src=x onerror=alert(1)&gt;", "&lt;b&gt;east&lt;/b&gt;", "we&quot;st");
    }

    @Test
    void shouldNeedNothingFromElsewhereAndRunNoScriptButItsOwn() throws Exception {
        // Given
        DrillReport report = DrillReports.of(TIME, List.of(DrillReports.hostile()), List.of());

        // When
        String page = DrillHtml.of("east", "west", report);

        // Then
        List<String> hashes = new ArrayList<>();
        Matcher script =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        while (script.find()) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(script.group(1).getBytes(StandardCharsets.UTF_8));
            hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
        }
        assertThat(hashes).hasSize(2);
        assertThat(page)
                .contains("default-src 'none'; style-src 'unsafe-inline'; script-src " + String.join(" ", hashes) + ";")
                .doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']?(https?:)?//")
                .doesNotContainPattern("(?i)@import|url\\(");
    }

    @Test
    void shouldSayThatTheLagIsUnknownWhenNobodyMarksIt() {
        // Given
        DrillReport marked = DrillReports.failed(TIME);
        DrillReport report = new DrillReport(
                marked.id(),
                marked.begunAt(),
                marked.endedAt(),
                marked.environment(),
                marked.groups(),
                marked.steps(),
                marked.rtoMillis(),
                null,
                null,
                List.of(),
                marked.limits());

        // When
        String page = DrillHtml.of("east", "west", report);

        // Then
        assertThat(page)
                .contains("Nobody marks on the target how far each of these partitions is mirrored")
                .contains("<dd>unknown</dd>")
                .doesNotContain("id=\"records\"");
    }
}
