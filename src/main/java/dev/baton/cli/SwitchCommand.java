package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.config.GivenOffset;
import dev.baton.config.OffsetsFile;
import dev.baton.failure.BatonException;
import dev.baton.render.SwitchReportView;
import dev.baton.switchover.Execution;
import dev.baton.switchover.Halt;
import dev.baton.switchover.Hook;
import dev.baton.switchover.HookFile;
import dev.baton.switchover.Mode;
import dev.baton.switchover.Operator;
import dev.baton.switchover.PlanFile;
import dev.baton.switchover.SwitchPlan;
import dev.baton.switchover.SwitchRequest;
import dev.baton.switchover.SwitchSite;
import dev.baton.switchover.Switchover;
import dev.baton.switchover.Switchover.Prepared;
import dev.baton.translate.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton switch}: passes groups to the target. */
@Command(
        name = "switch",
        description = {
            "Passes consumer groups from the source to the target: commits there where each group stood.",
            "Shows what it would do; --execute does it.",
            "A planned switch ends the mirroring of no topic that is written to, or is not on the target in full: those of the"
                    + " groups, and with --all-groups all of the flow, unless a group stays behind. What a Baton mirror has"
                    + " copied it says; of topics of other mirrors the last records are looked for on the target.",
            "Exit code 0 where all was applied (or, without --execute, could be), 3 where a group was left out,"
                    + " 6 where a safety check refused one, 4 where a cluster that is needed did not answer."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            SwitchListCommand.class,
            SwitchShowCommand.class,
            SwitchWatchCommand.class,
            SwitchResumeCommand.class,
            SwitchUndoCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton switch --mode failover --all-groups",
            "  baton switch --mode failover --all-groups --execute",
            "  baton switch --mode planned --group shop --out plan.yaml",
            "  baton switch --plan plan.yaml --execute"
        })
final class SwitchCommand implements Callable<ExitCode> {
    /** For tests alone: where the process dies. */
    private static final String HALT = "BATON_TEST_HALT_AT";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "failover: the source is gone. planned: its groups are stopped, it is drained first.")
    private @Nullable Mode mode;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private DecisionOptions decisions;

    @Mixin
    private FencingOptions fencing;

    @Option(
            names = "--hooks",
            paramLabel = "FILE",
            description = {
                "Commands to run before and after steps, as YAML; examples/hooks/hooks.yaml shows how. The facts are in their"
                        + " environment, and with the whole plan, as JSON, on standard input. A variable longer than 64 KiB,"
                        + " as BATON_GROUPS of thousands of groups, is left out: read standard input there.",
                "The commands stay on this machine: the journal on the cluster has their names alone, as switch resume says. A"
                        + " file that --out writes holds them whole."
            })
    private @Nullable Path hooks;

    @Option(
            names = "--offsets",
            paramLabel = "FILE",
            description = "Where the groups stood on the source, instead of their commits, or - for standard input: CSV"
                    + " group,topic,partition,offset, or JSON lines with these fields.")
    private @Nullable Path offsets;

    @Option(names = "--plan", paramLabel = "FILE", description = "Run a plan that --out wrote, instead of the options.")
    private @Nullable Path plan;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the plan, as YAML, or JSON by its name.")
    private @Nullable Path out;

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Mixin
    private UnreplicatedOption unreplicated;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        try (FlowClusters gathering = FlowClusters.open(context, "switch");
                FlowClusters acting = gathering.again(Budget.perCall(context.timeout()), "switch")) {
            Switchover switchover = switchover(context, gathering, acting, unreplicated);
            Prepared prepared = prepare(switchover);
            Talk.aboutSource(context, prepared.gathered());
            prepared.admits().ifPresent(context::say);
            if (out != null) {
                PlanFile.write(context.environment().directory().resolve(out), prepared.plan());
            }
            Execution execution = execute
                    ? switchover.execute(
                            prepared,
                            context.environment().stateDirectory(),
                            Operator.here(context.environment().user()),
                            step -> context.say("switch " + prepared.plan().id() + ": " + step))
                    : switchover.preview(prepared);
            context.print(new SwitchReportView(), gathering.flow(), execution.report());
            return judge(context, execution);
        }
    }

    /** Gathers within one deadline, acts with one for each call. */
    static Switchover switchover(
            CommandContext context, FlowClusters gathering, FlowClusters acting, UnreplicatedOption unreplicated) {
        SwitchSite site = site(context, gathering, acting).acceptUnreplicated(unreplicated.accepted());
        return new Switchover(site, site.over(acting.source(), acting.target()));
    }

    static SwitchSite site(CommandContext context, FlowClusters clusters, FlowClusters later) {
        return SwitchSite.of(
                clusters.config(),
                clusters.source(),
                clusters.target(),
                later.target(),
                context.clock(),
                halt(context));
    }

    static Halt halt(CommandContext context) {
        return new Halt(context.environment().variables().getOrDefault(HALT, ""));
    }

    private Prepared prepare(Switchover switchover) {
        Path saved = plan;
        if (saved != null) {
            if (selected.isGiven() || mode != null) {
                throw BatonException.usage("--plan says what to switch; leave --mode, --group and --all-groups out");
            }
            SwitchPlan read =
                    PlanFile.read(global.context().environment().directory().resolve(saved));
            return switchover.prepare(read);
        }
        Mode wanted = mode;
        if (wanted == null) {
            throw BatonException.usage("--mode is missing: failover where the source is gone, else planned");
        }
        return switchover.prepare(request(wanted));
    }

    private SwitchRequest request(Mode wanted) {
        Path file = hooks;
        List<Hook> read = file == null
                ? List.of()
                : HookFile.read(global.context().environment().directory().resolve(file));
        return decisions.request(wanted, selection(), fencing.fencing(wanted), read);
    }

    private Selection selection() {
        Path file = offsets;
        if (file == null) {
            return selected.selection();
        }
        if (selected.isGiven()) {
            throw BatonException.usage("--offsets says what to switch; leave --group and --all-groups out");
        }
        List<GivenOffset> given =
                OffsetsFile.read(file.toString(), global.context().environment().read(file));
        if (given.stream().anyMatch(offset -> offset.group() == null)) {
            throw BatonException.usage(file + ": each line needs its group, as group,topic,partition,offset");
        }
        return Selection.of(given);
    }

    /** The exit code for how a switch ended. */
    static ExitCode judge(CommandContext context, Execution execution) {
        BatonException failure = execution.failure();
        if (failure != null) {
            return context.fail(failure);
        }
        if (execution.refused()) {
            return ExitCode.REFUSED;
        }
        if (!execution.report().whole()) {
            return ExitCode.INCOMPLETE;
        }
        if (!execution.report().executed()) {
            context.say("dry run: nothing was changed; --execute does it");
        }
        return ExitCode.DONE;
    }
}
