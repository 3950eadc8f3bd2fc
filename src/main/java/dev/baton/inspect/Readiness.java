package dev.baton.inspect;

import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the findings of checks. */
final class Readiness {
    private final Set<String> checks = new LinkedHashSet<>();
    private final Map<String, Set<String>> notChecked = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Notes that something is looked at. */
    void checking(String check) {
        checks.add(check);
    }

    /** Notes that something could not be looked at; of many things for many reasons the first one is told. */
    void notChecked(String check, String why) {
        notChecked.computeIfAbsent(check, c -> new LinkedHashSet<>()).add(why);
    }

    void add(Severity severity, String check, String fact, String consequence, String remedy) {
        checks.add(check);
        findings.add(new Finding(severity, check, fact, consequence, remedy));
    }

    ReadinessReport report() {
        findings.sort(Comparator.comparing(Finding::severity));
        boolean ready = findings.stream().noneMatch(f -> f.severity() == Severity.BLOCKER);
        return new ReadinessReport(
                ready,
                List.copyOf(checks),
                notChecked.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + first(entry.getValue()))
                        .toList(),
                findings);
    }

    private static String first(Set<String> reasons) {
        String first = reasons.iterator().next();
        return reasons.size() == 1 ? first : first + " (and " + (reasons.size() - 1) + " more like it)";
    }
}
