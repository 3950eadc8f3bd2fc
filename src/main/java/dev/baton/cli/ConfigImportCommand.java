package dev.baton.cli;

import dev.baton.config.Exported;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton config import}: a baton.yaml from a configuration of MirrorMaker 2. */
@Command(
        name = "import",
        description = {
            "Writes a baton.yaml that says what an mm2.properties or a Strimzi KafkaMirrorMaker2 resource says.",
            "Both can also be given to --config as they are.",
            "No secret is written: placeholders of config providers stay as they are, and a secret that stands in clear, or in a"
                    + " secret of Kubernetes, is asked for by an environment variable, which is named on stderr."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  baton config import mm2.properties > baton.yaml", "  baton config import mirror.yaml > baton.yaml"
        })
final class ConfigImportCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "FILE", description = "mm2.properties, or the YAML of a KafkaMirrorMaker2.")
    private Path file = Path.of("");

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        Exported imported = context.configSource().importFrom(file);
        context.out().print(imported.text());
        context.out().flush();
        imported.toDo().forEach(note -> context.say("to do: " + note));
        imported.leftOut().forEach(note -> context.say("left out: " + note));
        return ExitCode.DONE;
    }
}
