package dev.baton.inspect;

import dev.baton.cluster.Outcome;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.inspect.GroupsReport.Outlook;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** A flow from east to west of one partition, as its clusters may answer. */
final class ReadinessFixture {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final List<Integer> SHARDS = IntStream.range(0, 32).boxed().toList();
    static final Outcome<SourceView> GONE = Outcome.failed(new BatonException(FailureKind.UNREACHABLE, "east is gone"));

    private ReadinessFixture() {}

    static List<Finding> check(Outcome<SourceView> source, FlowState state, GroupsReport groups) {
        return check(source, state, groups, 0);
    }

    static List<Finding> check(Outcome<SourceView> source, FlowState state, GroupsReport groups, int waiting) {
        TargetView target = new TargetView("B", Set.of(), state, Map.of(ORDERS, Outcome.known(8L)), ForeignMirror.NONE);
        return check(source, target, groups, waiting);
    }

    static List<Finding> check(Outcome<SourceView> source, TargetView target, GroupsReport groups, int waiting) {
        return check(FlowConfig.everything("east", "west"), source, target, groups, waiting);
    }

    static List<Finding> check(
            FlowConfig config, Outcome<SourceView> source, TargetView target, GroupsReport groups, int waiting) {
        Map<TopicPartition, Long> since =
                Map.of(ORDERS, NOW.minusSeconds(waiting).toEpochMilli());
        FlowView view = new FlowView(source, Outcome.known(target), Outcome.known(since), NOW);
        Flow flow = new Flow(config, new ClusterConfig("east", Map.of()), new ClusterConfig("west", Map.of()), true);
        Readiness found = new Readiness();
        new StatusChecks(
                        StatusCalculator.calculate(flow, view),
                        LagCalculator.calculate(view, TopicNaming.IDENTITY),
                        groups,
                        view,
                        flow.config())
                .check(found, NOW);
        return found.report().findings();
    }

    static GroupsReport ready(String group) {
        return new GroupsReport(
                true,
                List.of(new GroupsReport.Item(
                        group, GroupKind.CLASSIC, "Empty", 0, null, null, 1, 1, 0, 0, 0L, Outlook.READY, null)));
    }

    static GroupsReport.Item item(Outlook outlook, GroupKind kind, int atMost) {
        return new GroupsReport.Item(
                "g", kind, "Empty", 0, null, null, 1, 0, atMost, 0, atMost == 0 ? 0L : 17L, outlook, null);
    }

    static Outcome<SourceView> source(long end, String... groups) {
        Map<TopicPartition, Outcome<Long>> ends = Map.of(ORDERS, Outcome.known(end));
        return Outcome.known(new SourceView(
                "A",
                NOW,
                Map.of("orders", "i"),
                ends,
                ends,
                Arrays.stream(groups).collect(Collectors.toMap(Function.identity(), group -> Set.of("orders")))));
    }

    static FlowState state(MirrorBeat... beats) {
        return state(NOW.minusSeconds(90), beats);
    }

    static FlowState state(Instant markTime, MirrorBeat... beats) {
        Mark mark = new Mark("orders", 0, "orders", "i", "j", Mark.Mode.PRESERVED, 8, 8, 8, 0, 0, 9L, 9L, 5L, markTime);
        GroupSnapshot billing = new GroupSnapshot("billing", NOW, List.of(), List.of());
        return new FlowState(
                "east",
                null,
                Map.of(ORDERS, mark),
                List.of(beats),
                Map.of("billing", billing),
                SwitchedGeneration.NONE,
                0);
    }

    static MirrorBeat beat(Instant time) {
        return new MirrorBeat("m-1", "host", time, SHARDS, time, time, 0, true, List.of());
    }
}
