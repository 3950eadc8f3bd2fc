package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.switchover.Fencing;
import dev.baton.switchover.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the source is brought to a stand before a planned switch. */
final class FencingOptions {
    @Option(
            names = "--fence-producers",
            paramLabel = "PRINCIPAL",
            description =
                    "Planned: deny this principal, as User:shop, to write to the topics of the groups on the source; may be"
                            + " given again. Undo takes it back, and so does the switch that brings the groups back.")
    private List<String> principals = new ArrayList<>();

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Planned: so long the source's logs, and the commits of the groups, must stand still, as proof; default"
                            + " 2s, and 5s where a group commits without membership.")
    private @Nullable Duration settle;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Planned: so long the consumers of the groups on the source may take to stop; without it groups with"
                            + " members are refused.")
    private @Nullable Duration wait;

    Fencing fencing(Mode mode) {
        if (mode != Mode.PLANNED && (!principals.isEmpty() || settle != null || wait != null)) {
            throw BatonException.usage("--fence-producers, --settle and --wait are for --mode planned");
        }
        for (String principal : principals) {
            if (!principal.contains(":")) {
                throw BatonException.usage(
                        "--fence-producers " + principal + " is no principal; one is written as User:shop");
            }
        }
        return new Fencing(
                principals, settle == null ? null : (Long) settle.toMillis(), wait == null ? 0 : wait.toMillis());
    }
}
