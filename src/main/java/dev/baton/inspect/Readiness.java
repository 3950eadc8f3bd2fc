package dev.baton.inspect;

import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the findings of checks. */
final class Readiness {
    private final Set<String> checks = new LinkedHashSet<>();
    private final List<String> notChecked = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Notes that something is looked at. */
    void checking(String check) {
        checks.add(check);
    }

    void notChecked(String check, String why) {
        notChecked.add(check + ": " + why);
    }

    void add(Severity severity, String check, String fact, String consequence, String remedy) {
        checks.add(check);
        findings.add(new Finding(severity, check, fact, consequence, remedy));
    }

    ReadinessReport report() {
        findings.sort(Comparator.comparing(Finding::severity));
        boolean ready = findings.stream().noneMatch(f -> f.severity() == Severity.BLOCKER);
        return new ReadinessReport(ready, List.copyOf(checks), notChecked, findings);
    }
}
