package dev.baton.render;

import dev.baton.cluster.ClusterDescription;
import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillReport.Environment;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Result;
import dev.baton.drill.DrillReport.Sample;
import dev.baton.drill.DrillReport.Step;
import dev.baton.drill.DrillReport.Unit;
import java.time.Instant;
import java.util.List;

/** Reports of rehearsals for tests. */
final class DrillReports {
    private DrillReports() {}

    /** One group well, one that skips records, one limit kept and one not. */
    static DrillReport failed(Instant begun) {
        return of(
                begun,
                List.of(
                        new Group("audit", Result.PASSED, 2, 200, 0, 3, 5L, 0, 0, 120L, null),
                        new Group(
                                "billing",
                                Result.FAILED,
                                1,
                                0,
                                4,
                                0,
                                null,
                                0,
                                0,
                                null,
                                "orders-0 from 9 on is not what orders-0 has from 5 on")),
                List.of(
                        new Limit("max-rpo", Unit.RECORDS, 0, 7L),
                        new Limit("max-rpo-time", Unit.SECONDS, 5, null),
                        new Limit("max-reread", Unit.RECORDS, 10, 3L)));
    }

    /** A group whose names want to run a script, and are longer than any line. */
    static Group hostile() {
        return new Group(
                "<img src=x onerror=alert(1)>" + "a-very-long-name.".repeat(12),
                Result.UNKNOWN,
                12,
                1_234_567,
                0,
                0,
                null,
                0,
                0,
                1_200L,
                "</script><script>alert('" + "orders".repeat(40) + "')</script>");
    }

    static DrillReport of(Instant begun, List<Group> groups, List<Limit> limits) {
        return new DrillReport(
                "0a1b2c3d",
                begun,
                begun.plusMillis(4_500),
                new Environment(
                        "ops@bastion, process 7",
                        "0.1.0",
                        "17.0.12",
                        new ClusterDescription("east", "xkal61N2PTK8ltzbTyLfVw", 3, 27),
                        new ClusterDescription("west", "KayHhkUTOxC6aSigacU8Qg", 3, null),
                        100),
                groups,
                List.of(
                        new Step("observe", 0, 3_000, false),
                        new Step("translate", 3_000, 300, true),
                        new Step("commit", 3_300, 20, true),
                        new Step("read-back", 3_320, 10, true),
                        new Step("first-records", 3_330, 120, true),
                        new Step("compare", 3_330, 900, false),
                        new Step("clean-up", 4_230, 40, false)),
                450,
                7L,
                1L,
                List.of(
                        new Sample(begun.plusMillis(100), 0L, 0L),
                        new Sample(begun.plusMillis(700), 7L, 1L),
                        new Sample(begun.plusMillis(1_300), null, null),
                        new Sample(begun.plusMillis(1_900), 2L, 0L)),
                limits);
    }
}
