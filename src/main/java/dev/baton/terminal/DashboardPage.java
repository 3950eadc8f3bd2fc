package dev.baton.terminal;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.MirrorView.Behind;
import dev.baton.mirror.MirrorView.Stopped;
import dev.baton.mirror.MirrorView.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * The dashboard as lines: a function of the scene and the size of the screen. Always as many lines as there are rows; head
 * and faults keep their place where there is little of it, topics and messages give way.
 */
final class DashboardPage {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int LINES_A_FAULT = 3;

    private final Scene scene;
    private final MirrorView view;
    private final int columns;
    private final int rows;
    private final Order order;
    private final int scroll;

    /**
     * A page.
     *
     * @param scroll how many topics are passed over; no more than can be
     */
    DashboardPage(Scene scene, int columns, int rows, Order order, int scroll) {
        this.scene = scene;
        this.view = scene.view();
        this.columns = columns;
        this.rows = rows;
        this.order = order;
        this.scroll = scroll;
    }

    List<AttributedString> lines() {
        List<AttributedString> page = new ArrayList<>(head());
        int room = Math.max(0, rows - page.size() - 1);
        int wanted = 1 + Math.max(1, view.topics().size());
        List<AttributedString> faults = faults(Math.max(room / 3, room - wanted - 2));
        List<AttributedString> messages = messages(Math.max(room / 4, room - wanted - faults.size()));
        page.addAll(topics(room - faults.size() - messages.size()));
        while (page.size() < rows - 1 - faults.size() - messages.size()) {
            page.add(AttributedString.EMPTY);
        }
        page.addAll(faults);
        page.addAll(messages);
        while (page.size() > rows - 1) {
            page.remove(page.size() - 1);
        }
        page.add(foot());
        return page;
    }

    // ---- head

    private List<AttributedString> head() {
        String title = " baton mirror  " + view.from() + " -> " + view.to() + "  "
                + view.phase().name().toLowerCase(Locale.ROOT);
        String clock = "up " + Amounts.time(Duration.between(view.startedAt(), view.at())) + "  "
                + CLOCK.format(view.at()) + "Z ";
        int gap = Math.max(2, columns - Fit.width(title) - clock.length());
        List<AttributedString> head = new ArrayList<>();
        head.add(styled(Fit.left(title + " ".repeat(gap) + clock, columns), AttributedStyle.INVERSE));
        head.add(line(throughput()));
        head.add(line(behind()));
        head.add(links());
        return head;
    }

    private String throughput() {
        String pace = scene.all() == null
                ? "records/s not known yet"
                : Amounts.count(Math.round(scene.all().records())) + " records/s   "
                        + Amounts.bytes(scene.all().bytes()) + "/s";
        Long limit = scene.maxRate();
        return pace + (limit == null ? "" : " of " + Amounts.bytes((double) limit) + "/s at most") + "   mirrored "
                + Amounts.count(view.records()) + ", " + Amounts.bytes((double) view.bytes());
    }

    private String behind() {
        Behind behind = view.behind();
        int all = view.partitions();
        String text = "behind " + Amounts.records(behind, all) + " records, " + Amounts.time(behind) + "   " + all
                + " partitions";
        return text
                + (view.preparing() == 0 ? "" : ", " + view.preparing() + " preparing")
                + (view.stopped().isEmpty() ? "" : ", " + view.stopped().size() + " stopped");
    }

    private AttributedString links() {
        AttributedStringBuilder line = new AttributedStringBuilder();
        Duration silence = view.links().sourceSilence();
        if (Boolean.FALSE.equals(view.links().sourceAnswers())) {
            line.styled(Tones.BAD, "SOURCE SILENT for " + Amounts.time(silence)).append("   ");
        }
        if (!view.links().leaseHeld() && !isWaitingForTheSource()) {
            line.styled(
                            view.phase() == MirrorView.Phase.STARTING ? Tones.WARN : Tones.BAD,
                            view.phase() == MirrorView.Phase.STARTING
                                    ? "waiting for a share of the work"
                                    : "NOT CONFIRMED BY THE TARGET")
                    .append("   ");
        }
        Instant read = view.groups().readAt();
        line.append(view.groups().carried() + " groups")
                .append(read == null ? "" : ", as of " + Amounts.time(Duration.between(read, view.at())) + " ago")
                .append("   shards " + view.counts().shards() + "/32, "
                        + view.counts().rebalances() + " rebalances, "
                        + view.counts().retries() + " retries");
        return Fit.cut(line.toAttributedString(), columns);
    }

    // who waits for the source has not asked for a share of the work yet
    private boolean isWaitingForTheSource() {
        return view.phase() == MirrorView.Phase.STARTING
                && Boolean.FALSE.equals(view.links().sourceAnswers());
    }

    // ---- topics

    private List<AttributedString> topics(int room) {
        List<AttributedString> lines = new ArrayList<>();
        List<Topic> sorted = view.topics().stream()
                .sorted(order.of(scene).thenComparing(Topic::name))
                .toList();
        if (room < 2) {
            return lines;
        }
        TopicTable table = new TopicTable(scene, columns);
        lines.add(table.heading());
        int fits = sorted.size() <= room - 1 ? room - 1 : room - 2;
        int from = Math.min(scroll, Math.max(0, sorted.size() - fits));
        int to = Math.min(sorted.size(), from + fits);
        sorted.subList(from, to).forEach(topic -> lines.add(table.row(topic)));
        if (to - from < sorted.size()) {
            lines.add(styled(
                    "topics " + (from + 1) + " to " + to + " of " + Amounts.count((long) sorted.size()), Tones.QUIET));
        }
        if (sorted.isEmpty()) {
            lines.add(styled("none yet", Tones.QUIET));
        }
        return lines;
    }

    /** How many topics can be passed over at most. */
    static int mostScroll(Scene scene) {
        return Math.max(0, scene.view().topics().size() - 1);
    }

    // ---- what stands still, and what was said

    private List<AttributedString> faults(int room) {
        List<Stopped> stopped = view.stopped();
        List<AttributedString> lines = new ArrayList<>();
        if (stopped.isEmpty() || room < 2) {
            return lines;
        }
        lines.add(styled("STOPPED (" + stopped.size() + ")", Tones.BAD));
        int each = Math.max(1, Math.min(LINES_A_FAULT, (room - 1) / stopped.size()));
        for (Stopped one : stopped) {
            String text =
                    one.topic() + "-" + one.partition() + "  " + one.cause().label() + ": " + one.reason();
            Fit.wrap(text, columns, each).forEach(part -> lines.add(line(part)));
        }
        return cutWithRest(lines, room, stopped.size());
    }

    private List<AttributedString> cutWithRest(List<AttributedString> lines, int room, int all) {
        if (lines.size() <= room) {
            return lines;
        }
        // one line each here: title and last line are not partitions
        List<AttributedString> fitting = new ArrayList<>(lines.subList(0, room - 1));
        fitting.add(styled("and " + (all - (room - 2)) + " more", Tones.QUIET));
        return fitting;
    }

    private List<AttributedString> messages(int room) {
        List<AttributedString> lines = new ArrayList<>();
        List<String> said = scene.messages();
        if (said.isEmpty() || room < 2) {
            return lines;
        }
        lines.add(styled("MESSAGES", AttributedStyle.BOLD));
        said.subList(Math.max(0, said.size() - (room - 1)), said.size()).forEach(text -> lines.add(line(text)));
        return lines;
    }

    private AttributedString foot() {
        String keys = columns < 60
                ? " q quit  s sort: " + order.label()
                : " q quit   s sort: " + order.label() + "   up, down scroll   Ctrl-L draw anew";
        return styled(Fit.left(keys, columns), AttributedStyle.INVERSE);
    }

    private AttributedString line(String text) {
        return styled(text, AttributedStyle.DEFAULT);
    }

    private AttributedString styled(String text, AttributedStyle style) {
        return new AttributedString(Fit.end(text.replaceAll("\\p{Cntrl}", " "), columns), style);
    }
}
