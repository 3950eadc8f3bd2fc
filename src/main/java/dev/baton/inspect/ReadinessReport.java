package dev.baton.inspect;

import java.util.List;

/**
 * Whether a failover now would go well, and what stands against it.
 *
 * @param ready whether there is no blocker
 * @param checks names of the checks that were made
 * @param notChecked what could not be checked, and why
 * @param findings the worst first
 */
public record ReadinessReport(boolean ready, List<String> checks, List<String> notChecked, List<Finding> findings) {
    public ReadinessReport {
        checks = List.copyOf(checks);
        notChecked = List.copyOf(notChecked);
        findings = List.copyOf(findings);
    }

    /** How bad a finding is. */
    public enum Severity {
        /** A failover now would lose, repeat or refuse something. */
        BLOCKER,
        /** A failover now would work, and something would go worse than it could. */
        WARNING,
        /** Something to know. */
        NOTE
    }

    /**
     * One finding.
     *
     * @param check what was looked at
     * @param fact what is the case
     * @param consequence what follows at a failover
     * @param remedy what to do about it
     */
    public record Finding(Severity severity, String check, String fact, String consequence, String remedy) {}
}
