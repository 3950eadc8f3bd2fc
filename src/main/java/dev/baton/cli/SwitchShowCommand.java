package dev.baton.cli;

import dev.baton.render.SwitchReportView;
import dev.baton.switchover.SwitchHistory;
import dev.baton.switchover.SwitchRecord;
import dev.baton.switchover.SwitchReport;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton switch show}: what one switch did. */
@Command(
        name = "show",
        description = {
            "What one switch did, or how far it came.",
            "Exit code 3 where the switch did not come to its end."
        },
        footerHeading = "%nExamples:%n",
        footer = "  baton switch show 20261122T150405-3f2a -o json")
final class SwitchShowCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "ID", description = "As switch list shows it.")
    private String id = "";

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters clusters = FlowClusters.open(context, "switch")) {
            SwitchRecord record = SwitchHistory.read(clusters.target())
                    .require(id, clusters.target().alias());
            Optional<SwitchReport> report = record.report();
            report.ifPresent(found -> context.print(new SwitchReportView(), clusters.flow(), found));
            if (record.isClosed()) {
                return ExitCode.DONE;
            }
            context.say("switch " + id + " did not come to its end: last seen at " + record.lastAt()
                    + "; go on with: baton switch resume " + id + ", or take it back with: baton switch undo " + id);
            return ExitCode.INCOMPLETE;
        }
    }
}
