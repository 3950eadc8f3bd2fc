package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import java.util.List;

/** What tests ask of findings: each has a consequence and a remedy. */
final class Findings {
    private Findings() {}

    static void assertFinding(List<Finding> findings, Severity severity, String check, String fact) {
        assertThat(findings)
                .anySatisfy(finding -> {
                    assertThat(finding.severity()).isEqualTo(severity);
                    assertThat(finding.check()).isEqualTo(check);
                    assertThat(finding.fact()).contains(fact);
                })
                .allSatisfy(finding -> {
                    assertThat(finding.consequence()).isNotEmpty();
                    assertThat(finding.remedy()).isNotEmpty();
                });
    }

    static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
