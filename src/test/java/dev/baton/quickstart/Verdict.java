package dev.baton.quickstart;

import java.util.ArrayList;
import java.util.List;

/** The outcome of a run, line by line; it holds where every line does. */
final class Verdict {
    private final List<Line> lines = new ArrayList<>();
    private final List<GroupOutcome> groups = new ArrayList<>();

    /** One thing that was checked. */
    record Line(boolean holds, String what, String figures) {
        @Override
        public String toString() {
            return "  %-6s %-52s %s".formatted(holds ? "ok" : "FAILED", what, figures);
        }
    }

    void add(boolean holds, String what, String figures) {
        lines.add(new Line(holds, what, figures));
    }

    void none(Faults faults, String what) {
        add(faults.none(), what, faults.toString());
    }

    void add(GroupOutcome group) {
        groups.add(group);
    }

    boolean holds() {
        return lines.stream().allMatch(Line::holds) && groups.stream().allMatch(GroupOutcome::holds);
    }

    /** The lines that do not hold. */
    List<String> failed() {
        List<String> failed = new ArrayList<>();
        lines.stream().filter(line -> !line.holds()).map(Line::toString).forEach(failed::add);
        for (GroupOutcome group : groups) {
            group.faults().forEach((what, faults) -> {
                if (!faults.none()) {
                    failed.add(new Line(false, "group " + group.group() + ": " + what, faults.toString()).toString());
                }
            });
        }
        return failed;
    }

    /** The summary table. */
    String table() {
        StringBuilder table = new StringBuilder();
        lines.forEach(line -> table.append(line).append('\n'));
        table.append('\n')
                .append(row("GROUP", "BEHIND", "BEFORE", "AFTER", "SKIPPED", "RUN-TWICE", "REREAD", "STATED"));
        for (GroupOutcome g : groups) {
            table.append(row(
                    g.group(),
                    grouped(g.distance()),
                    grouped(g.before()),
                    grouped(g.after()),
                    grouped(g.skipped().count()),
                    grouped(g.twiceBelow().count() + g.repeated().count()),
                    grouped(g.reread()) + " (" + g.unseen().toMillis() + " ms)",
                    "<= " + grouped(g.bound())));
        }
        return table.append("""

                          BEHIND     acknowledged at the active cluster and not processed there when it died
                          BEFORE     processed at the active cluster       AFTER  processed at the passive one
                          SKIPPED    mirrored, and never processed
                          RUN-TWICE  processed on both, though below the last commit that the mirror had seen
                          REREAD     processed on both, after that commit, and how long before the kill at most
                          STATED     what baton translate had said for REREAD
                        """).toString();
    }

    private static String row(Object... cells) {
        return "  %-12s %9s %9s %9s %8s %10s %17s %12s%n".formatted(cells);
    }

    static String grouped(long number) {
        return "%,d".formatted(number);
    }
}
