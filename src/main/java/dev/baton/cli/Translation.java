package dev.baton.cli;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.Flow;
import dev.baton.render.TranslationsView;
import dev.baton.translate.Confidence;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.util.List;

/**
 * A translation that is printed, with what is missing said on stderr.
 *
 * @param reverse from the flow's target to its source
 */
record Translation(CommandContext context, Selection selection, Translate.Request request, boolean reverse) {
    /** Translates and prints; {@link ExitCode#INCOMPLETE} where anything that was asked for is not known. */
    ExitCode print() {
        if (reverse) {
            context.flow().requireSource();
        }
        try (FlowClusters clusters = FlowClusters.open(context, "translate");
                FlowClusters later = clusters.again(Budget.total(context.timeout()), "translate")) {
            Translate translate = new Translate(
                            clusters.config(), clusters.source(), clusters.target(), later.target(), context.clock())
                    .telling(context::say);
            Cluster sourceLater = later.source();
            Translate.Result result = reverse && sourceLater != null
                    ? translate.runReverse(request, sourceLater)
                    : translate.run(request);
            Flow flow = clusters.flow().as(result.flow());
            context.print(new TranslationsView(isOneGroup()), flow, result.report(reverse));
            return judge(result);
        }
    }

    private boolean isOneGroup() {
        return selection.groups().size() == 1
                || (!selection.given().isEmpty()
                        && selection.given().stream().allMatch(offset -> offset.group() == null));
    }

    private ExitCode judge(Translate.Result result) {
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
            context.say(
                    "nothing to translate: no commit of any group of the flow is known; an authorizer shows groups and"
                            + " topics to principals with DESCRIBE on them alone");
        }
        boolean whole = !nothing
                && unknown.isEmpty()
                && without.isEmpty()
                && result.gathered().failures().isEmpty();
        return whole ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
}
