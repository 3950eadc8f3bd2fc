package dev.baton.render;

import java.util.List;

/**
 * A rehearsal as its HTML page shows it: every value as the text that stands there, not yet escaped. Public, since the
 * template engine reads public types alone.
 *
 * @param verdict one sentence
 * @param reasons what spoke against it; empty where nothing did
 * @param lagUnknown why there is nothing to plot; empty where there is
 */
public record DrillPage(
        String id,
        String from,
        String to,
        String begun,
        boolean passed,
        String verdict,
        List<String> reasons,
        List<Figure> figures,
        List<LimitRow> limits,
        List<Bar> timeline,
        String lagUnknown,
        List<LagRow> lag,
        List<GroupRow> groups,
        List<Fact> environment) {

    /** One of the numbers on top, and what was allowed; empty where nothing was said. */
    public record Figure(String name, String value, String note, String tone) {}

    /** One limit. */
    public record LimitRow(String option, String means, String allowed, String measured, boolean kept) {}

    /** One part of the rehearsal as a bar; its place in percent of the whole. */
    public record Bar(String step, String means, String from, String took, String left, String width, boolean inRto) {}

    /** One look at the mirror's lag. */
    public record LagRow(String at, String records, String seconds) {}

    /** One group. */
    public record GroupRow(
            String group,
            String result,
            String tone,
            String partitions,
            String compared,
            String skipped,
            String reread,
            String allowed,
            boolean rereadKept,
            String unmirrored,
            String took,
            String reason) {}

    /** One line about where and with what it was done. */
    public record Fact(String name, String value) {}
}
