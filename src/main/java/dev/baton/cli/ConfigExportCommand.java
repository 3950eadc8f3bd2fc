package dev.baton.cli;

import dev.baton.config.BatonConfig;
import dev.baton.config.ExportForm;
import dev.baton.config.Exported;
import dev.baton.config.FlowRequest;
import dev.baton.render.OutputFormat;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton config export}: the configuration in somebody else's form. */
@Command(
        name = "export",
        description = {
            "Writes the configuration, in whatever form it was given, as something else reads it:",
            "mm2: the mm2.properties of a dedicated MirrorMaker 2. strimzi: a KafkaMirrorMaker2 for each target.",
            "consumer-groups-csv: the offsets of all groups of the flow on the target, translated now, as"
                    + " kafka-consumer-groups --reset-offsets --from-file reads them: the same as translate --all-groups"
                    + " -o csv.",
            "No secret is written: placeholders of config providers stay as they are, and a secret that the configuration"
                    + " holds in clear is asked for by an environment variable, or a secret of Kubernetes.",
            "What has to be made ready, and what the other form has no word for, is named on stderr; exit code 3 where"
                    + " something was left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton config export mm2 > mm2.properties",
            "  baton config export strimzi --from east --to west > mirror.yaml",
            "  baton config export consumer-groups-csv > offsets.csv"
        })
final class ConfigExportCommand implements Callable<ExitCode> {
    /** What can be asked for. */
    enum Form {
        MM2,
        STRIMZI,
        CONSUMER_GROUPS_CSV
    }

    @Parameters(
            paramLabel = "FORM",
            converter = ExportFormConverter.class,
            description = "mm2, strimzi or consumer-groups-csv.")
    private Form form = Form.MM2;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        return switch (form) {
            case MM2 -> configuration(ExportForm.MM2);
            case STRIMZI -> configuration(ExportForm.STRIMZI);
            case CONSUMER_GROUPS_CSV -> offsets();
        };
    }

    private ExitCode configuration(ExportForm other) {
        CommandContext context = global.context();
        FlowRequest request = context.request();
        BatonConfig config = context.configSource().asWritten().load(request).orThrow();
        Exported exported = other.of(config.flowsBetween(request.from(), request.to()));
        context.out().print(exported.text());
        context.out().flush();
        exported.toDo().forEach(note -> context.say("to do: " + note));
        exported.leftOut().forEach(note -> context.say("left out: " + note));
        return exported.leftOut().isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private ExitCode offsets() {
        Selection all = new Selection(List.of(), List.of());
        Translate.Request request = new Translate.Request(all, By.AUTO, null, false);
        return new Translation(global.context().as(OutputFormat.CSV), all, request, false).print();
    }
}
