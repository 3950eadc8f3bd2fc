package dev.baton.inspect;

import dev.baton.cluster.Outcome;
import dev.baton.config.Flow;
import dev.baton.inspect.StatusReport.Fault;
import dev.baton.inspect.StatusReport.MirrorProcess;
import dev.baton.inspect.StatusReport.Mirroring;
import dev.baton.inspect.StatusReport.Progress;
import dev.baton.inspect.StatusReport.Side;
import dev.baton.inspect.StatusReport.Switched;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a flow, from what the clusters answered. Pure. */
final class StatusCalculator {
    /** Beats come once a second; a pause of a garbage collection or of a broker's restart is no death. */
    static final Duration ALIVE = Duration.ofSeconds(10);

    private static final Duration HELD = Duration.ofSeconds(10);
    private static final int NAMED = 3;

    private final FlowView view;
    private final FlowState state;
    private final Map<String, Duration> skews;

    private StatusCalculator(FlowView view, TargetView target) {
        this.view = view;
        this.state = target.state();
        this.skews = target.skews();
    }

    static StatusReport calculate(Flow flow, FlowView view) {
        Side source = side(
                flow.config().from(),
                view.source(),
                view.source().map(SourceView::clusterId).orNull());
        Side target = side(
                flow.config().to(),
                view.target(),
                view.target().map(TargetView::clusterId).orNull());
        TargetView answered = view.target().orNull();
        if (answered == null) {
            return StatusVerdict.unknown(source, target);
        }
        StatusCalculator calculator = new StatusCalculator(view, answered);
        LagReport lag = LagCalculator.calculate(view, flow.config().naming());
        return StatusVerdict.decide(
                source,
                target,
                answered.foreign(),
                answered.sources(),
                calculator.mirror(),
                calculator.progress(lag),
                Coverage.of(answered, view.source().orNull()),
                calculator.faults(),
                calculator.commitsHeldSince(),
                calculator.wentOver(),
                answered.skew().map(StatusCalculator::skew).orElse(null),
                calculator.switched());
    }

    private static Side side(String alias, Outcome<?> outcome, @Nullable String clusterId) {
        String failure =
                outcome instanceof Outcome.Failed<?> failed ? failed.failure().getMessage() : null;
        return new Side(alias, failure == null, clusterId, failure);
    }

    private Mirroring mirror() {
        List<MirrorProcess> processes = state.beats().stream()
                .sorted(Comparator.comparing(MirrorBeat::time).reversed())
                .map(this::process)
                .toList();
        if (!state.exists()) {
            return new Mirroring(null, null, List.of());
        }
        return new Mirroring(
                processes.stream().anyMatch(MirrorProcess::alive),
                processes.isEmpty() ? null : processes.get(0).lastBeat(),
                processes);
    }

    private MirrorProcess process(MirrorBeat beat) {
        return new MirrorProcess(
                beat.member(),
                beat.host(),
                isAlive(beat),
                beat.time(),
                beat.shards().size(),
                beat.sourceReachable());
    }

    private boolean isAlive(MirrorBeat beat) {
        return isFresh(beat, view.now()) || skews.containsKey(beat.member());
    }

    /** Whether a beat is of this time, by the clock of this machine. */
    static boolean isFresh(MirrorBeat beat, Instant now) {
        return Duration.between(beat.time(), now).abs().compareTo(ALIVE) <= 0;
    }

    /** Since when, of those that have waited for longer than a moment; null where none have. */
    private @Nullable Instant commitsHeldSince() {
        return state.beats().stream()
                .filter(this::isAlive)
                .flatMap(beat -> Stream.ofNullable(beat.commitsHeldSince()))
                .filter(since -> Duration.between(since, view.now()).compareTo(HELD) > 0)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** What is to be said of a mirror whose clock goes wrong. */
    static String skew(Duration behind) {
        return "the mirror's clock is " + behind.abs().toSeconds() + " s "
                + (behind.isNegative() ? "ahead of" : "behind") + " this one";
    }

    /** Which partitions had the source's offsets and have them no longer; null where none. */
    private @Nullable String wentOver() {
        List<String> partitions = state.marks().values().stream()
                .filter(mark -> mark.keptBelow() != null)
                .map(mark -> mark.topic() + "-" + mark.partition() + " at source offset " + mark.keptBelow())
                .sorted()
                .toList();
        if (partitions.isEmpty()) {
            return null;
        }
        int more = partitions.size() - NAMED;
        return "went over to mapped offsets: "
                + String.join(", ", partitions.subList(0, Math.min(NAMED, partitions.size())))
                + (more > 0 ? " and " + more + " more" : "")
                + "; offsets kept outside of Kafka are not valid past it";
    }

    private Progress progress(LagReport lag) {
        List<LagReport.Item> items = lag.items();
        List<Long> records = items.stream()
                .map(LagReport.Item::recordsBehind)
                .filter(Objects::nonNull)
                .toList();
        boolean known = lag.sourceReachable() || !items.isEmpty();
        return new Progress(
                known ? (Integer) items.size() : null,
                count(Mark.Mode.PRESERVED),
                count(Mark.Mode.MAPPED),
                known ? (Integer) (items.size() - records.size()) : null,
                records.isEmpty()
                        ? null
                        : (Long) records.stream().mapToLong(Long::longValue).sum(),
                mostSeconds(items),
                oldest(items));
    }

    /** Null as soon as one partition that is behind does not tell for how long. */
    private static @Nullable Long mostSeconds(List<LagReport.Item> items) {
        boolean unknown = items.stream().anyMatch(item -> item.recordsBehind() != null && item.secondsBehind() == null);
        return unknown
                ? null
                : items.stream()
                        .map(LagReport.Item::secondsBehind)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }

    private static @Nullable Instant oldest(List<LagReport.Item> items) {
        return items.stream()
                .filter(item -> item.recordsBehind() != null)
                .map(LagReport.Item::asOf)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private @Nullable Integer count(Mark.Mode mode) {
        if (!state.exists()) {
            return null;
        }
        return (int) state.marks().values().stream()
                .filter(mark -> mark.mode() == mode)
                .count();
    }

    private List<Fault> faults() {
        return state.beats().stream()
                .filter(this::isAlive)
                .flatMap(beat -> beat.faults().stream())
                .map(fault -> new Fault(fault.topic(), fault.partition(), fault.reason()))
                .distinct()
                .sorted(Comparator.comparing(Fault::topic).thenComparing(Fault::partition))
                .toList();
    }

    private @Nullable Switched switched() {
        SwitchedGeneration last = state.switched();
        boolean something = last.allGroups()
                || last.allTopics()
                || !last.groups().isEmpty()
                || !last.topics().isEmpty();
        return something
                ? new Switched(
                        last.generation(),
                        last.switchId(),
                        last.allGroups(),
                        last.groups(),
                        last.allTopics(),
                        last.topics(),
                        last.at())
                : null;
    }
}
