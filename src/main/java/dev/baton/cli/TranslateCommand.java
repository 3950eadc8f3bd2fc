package dev.baton.cli;

import dev.baton.config.OffsetsFile;
import dev.baton.failure.BatonException;
import dev.baton.translate.Selection;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton translate}: what the commits of groups are on the target. */
@Command(
        name = "translate",
        description = {
            "What the committed offsets of consumer groups are on the target, and how sure that is.",
            "Where both clusters mirror each other under prefixes, commits for copies go to the originals: a group that reads"
                    + " orders and west.orders on east reads east.orders and orders on west.",
            "Works with the source gone. Changes nothing.",
            "Over MirrorMaker 2, version 3.4.1 or later: checkpoints of earlier ones may lie past records that were not consumed"
                    + " (KAFKA-12468). One that nothing else vouches for is said to stand alone.",
            "With -o csv the output is what kafka-consumer-groups --reset-offsets --from-file reads.",
            "Exit code 0 where every item is exact or at-most, 3 where one is unknown or nothing was found."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton translate --all-groups",
            "  baton translate --group shop --topic orders:0,1 -o json",
            "  baton translate --group shop -o csv > offsets.csv",
            "  baton translate --offsets savepoint.csv -o csv",
            "  baton translate --reverse --group shop"
        })
final class TranslateCommand implements Callable<ExitCode> {
    @Mixin
    private SelectionOptions selected;

    @Mixin
    private EvidenceOptions evidence;

    @Option(
            names = "--offsets",
            paramLabel = "FILE",
            description = "Offsets kept outside Kafka instead of groups, or - for standard input: CSV"
                    + " topic,partition,offset or group,topic,partition,offset, or JSON lines with these fields.")
    private @Nullable Path offsets;

    @Option(
            names = "--reverse",
            description = "The way back: commits on the flow's target, for its copies, to what they are on its source.")
    private boolean reverse;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        Selection selection = selection(context);
        if (reverse) {
            context.flow().requireSource();
        }
        return new Translation(context, selection, evidence.request(selection), reverse).print();
    }

    private Selection selection(CommandContext context) {
        Path file = offsets;
        if (file == null) {
            return selected.selection();
        }
        if (selected.isGiven()) {
            throw BatonException.usage("--offsets says what to translate; leave --group and --all-groups out");
        }
        return Selection.of(
                OffsetsFile.read(file.toString(), context.environment().read(file)));
    }
}
