package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.Flow;
import dev.baton.config.OffsetsFile;
import dev.baton.failure.BatonException;
import dev.baton.render.TranslationsView;
import dev.baton.translate.Confidence;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.nio.file.Path;
import java.util.List;
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
            "Works with the source gone. Changes nothing.",
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
        try (FlowClusters clusters = FlowClusters.open(context, "translate");
                FlowClusters later = clusters.again(Budget.total(context.timeout()), "translate")) {
            Translate translate = new Translate(
                            clusters.config(), clusters.source(), clusters.target(), later.target(), context.clock())
                    .telling(context::say);
            Translate.Request request = evidence.request(selection);
            Cluster sourceLater = later.source();
            Translate.Result result = reverse && sourceLater != null
                    ? translate.runReverse(request, sourceLater)
                    : translate.run(request);
            Flow flow = clusters.flow().as(result.flow());
            context.print(new TranslationsView(isOneGroup(selection)), flow, result.report(reverse));
            return judge(context, selection, result);
        }
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

    private static boolean isOneGroup(Selection selection) {
        return selection.groups().size() == 1
                || (!selection.given().isEmpty()
                        && selection.given().stream().allMatch(offset -> offset.group() == null));
    }

    private static ExitCode judge(CommandContext context, Selection selection, Translate.Result result) {
        Talk.aboutSource(context, result.gathered());
        List<Translated> unknown = result.translated().stream()
                .filter(t -> t.confidence() == Confidence.UNKNOWN)
                .toList();
        unknown.forEach(t -> context.say(
                "unknown: " + (t.group() == null ? "" : "group " + t.group() + ", ") + t.source() + ": " + t.reason()));
        List<String> without = selection.groups().stream()
                .filter(group -> !result.groups().contains(group)
                        && !result.gathered().failures().containsKey(group))
                .toList();
        without.forEach(group -> context.say("group " + group + ": nothing to translate"));
        boolean nothing = result.translated().isEmpty();
        if (nothing && without.isEmpty()) {
            context.say("nothing to translate: no commit of any group of the flow is known");
        }
        boolean whole = !nothing
                && unknown.isEmpty()
                && without.isEmpty()
                && result.gathered().failures().isEmpty();
        return whole ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
}
