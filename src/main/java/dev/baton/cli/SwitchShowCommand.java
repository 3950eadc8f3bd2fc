package dev.baton.cli;

import dev.baton.render.SwitchReportView;
import dev.baton.switchover.SwitchHistory;
import dev.baton.switchover.SwitchList.State;
import dev.baton.switchover.SwitchRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton switch show}: what one switch did. */
@Command(
        name = "show",
        description = {
            "What one switch did, or how far it came.",
            "Exit code 3 where the switch, or its undoing, did not come to its end."
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
            record.report()
                    .map(report -> record.isUndone() ? report.undone() : report)
                    .ifPresent(report -> context.print(new SwitchReportView(), clusters.flow(), report));
            return judge(context, record);
        }
    }

    private static ExitCode judge(CommandContext context, SwitchRecord record) {
        State state = State.of(record);
        String undo = "baton switch undo " + record.id();
        String goOn = "; go on with: baton switch resume " + record.id() + ", or take it back with: " + undo;
        String remark = switch (state) {
            case CLOSED -> "";
            case UNDONE -> "was taken back";
            case UNDOING -> "was not taken back in full; go on with: " + undo + " --execute";
            case STOPPED -> "stopped before its last step" + goOn;
            case OPEN -> "did not come to its end: last seen at " + record.lastAt() + goOn;
        };
        if (!remark.isEmpty()) {
            context.say("switch " + record.id() + " " + remark);
        }
        return state == State.CLOSED || state == State.UNDONE ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
}
