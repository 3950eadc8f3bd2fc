package dev.baton.inspect;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.LiveMirrorMaker;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;

/** Asks for what the pure checks need beyond the flow's status, and puts all checks together. */
final class ReadinessInspector {
    private final Flow flow;
    private final Duration timeout;
    private final Clock clock;
    private final Readiness readiness = new Readiness();

    ReadinessInspector(Flow flow, Duration timeout, Clock clock) {
        this.flow = flow;
        this.timeout = timeout;
        this.clock = clock;
    }

    ReadinessReport inspect(FlowView view, StatusReport status, LagReport lag, GroupsSurvey groups) {
        new StatusChecks(status, lag, groups.report(), view, flow.config()).check(readiness, clock.instant());
        groups.silences().forEach(why -> readiness.notChecked("groups", why));
        try (Cluster target = connect(flow.target())) {
            attempt(HangingTransactions.CHECK, () -> transactions(target, view));
            attempt(RetentionRisk.CHECK, () -> retention(target, groups));
            attempt("mirror", () -> secondMirror(target, view));
            both(target, status, groups);
        }
        return readiness.report();
    }

    private void both(Cluster target, StatusReport status, GroupsSurvey groups) {
        ClusterConfig from = flow.source();
        if (from == null || !status.source().reachable()) {
            for (String check :
                    new String[] {"topics", "partitions", TopicDrift.CONFIGS, RightsDrift.CHECK, OffsetExpiry.CHECK}) {
                readiness.notChecked(check, "the source does not answer");
            }
            return;
        }
        try (Cluster source = connect(from)) {
            attempt("topics", () -> {
                Map<String, TopicInfo> topics =
                        source.topics().list(flow.config().topics());
                drift(source, target, topics);
                rights(source, target, topics.keySet(), groups.translated().keySet());
            });
            attempt(OffsetExpiry.CHECK, () -> OffsetExpiry.check(readiness, minutes(target), minutes(source)));
        }
    }

    /** One check that cannot be made, for want of a right or an answer, does not keep the others from being made. */
    private void attempt(String check, Runnable make) {
        try {
            make.run();
        } catch (BatonException e) {
            readiness.notChecked(check, String.valueOf(e.getMessage()));
        }
    }

    private void transactions(Cluster target, FlowView view) {
        TargetView seen = view.target().orThrow();
        readiness.checking(HangingTransactions.CHECK);
        target.producers().openTransactions(seen.ends().keySet()).forEach((partition, outcome) -> {
            if (outcome instanceof Outcome.Failed<?> failed) {
                readiness.notChecked(
                        HangingTransactions.CHECK,
                        String.valueOf(failed.failure().getMessage()));
            } else {
                HangingTransactions.check(readiness, partition, outcome.orThrow(), clock.instant());
            }
        });
    }

    private void retention(Cluster target, GroupsSurvey groups) {
        readiness.checking(RetentionRisk.CHECK);
        Map<TopicPartition, RetentionRisk.Standing> lowest =
                RetentionRisk.lowest(groups.translated().values());
        Map<TopicPartition, Long> places = new HashMap<>();
        lowest.forEach((partition, standing) -> places.put(partition, standing.offset()));
        Map<String, Map<String, String>> configs = known(
                target, places.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        try (RecordReader reader = target.records().open(Isolation.UNCOMMITTED)) {
            Map<TopicPartition, KafkaRecord> next = reader.first(places);
            lowest.forEach((partition, standing) -> {
                KafkaRecord record = next.get(partition);
                Map<String, String> config = configs.getOrDefault(partition.topic(), Map.of());
                if (record != null) {
                    RetentionRisk.check(
                            readiness, partition, standing, record.timestamp(), retention(config), clock.instant());
                }
            });
        }
    }

    /** Only where old records are removed at all. */
    private static @Nullable Long retention(Map<String, String> configs) {
        boolean removes = configs.getOrDefault("cleanup.policy", "").contains("delete");
        String value = configs.get("retention.ms");
        return removes && value != null ? Long.valueOf(value) : null;
    }

    /** MirrorMaker 2 beside a Baton that mirrors the same flow; one that Baton only carries groups beside is no second one. */
    private void secondMirror(Cluster target, FlowView view) {
        if (view.target().orThrow().state().marks().isEmpty()) {
            return;
        }
        new LiveMirrorMaker(target, flow.config().from())
                .sign(clock.instant())
                .ifPresent(sign -> readiness.add(
                        Severity.WARNING,
                        "mirror",
                        "MirrorMaker 2 mirrors the flow as well as Baton: " + sign,
                        "records come twice, or Baton stops at partitions that it wrote to",
                        "stop one of the two"));
    }

    private void drift(Cluster source, Cluster target, Map<String, TopicInfo> topics) {
        Set<String> names = topics.keySet().stream()
                .map(flow.config().naming()::targetTopic)
                .collect(Collectors.toSet());
        Map<String, TopicInfo> copies = target.topics().list(names::contains);
        new TopicDrift(
                        flow.config().naming(),
                        topics,
                        copies,
                        known(source, topics.keySet()),
                        known(target, copies.keySet()))
                .check(readiness);
    }

    private Map<String, Map<String, String>> known(Cluster cluster, Collection<String> topics) {
        Map<String, Map<String, String>> known = new HashMap<>();
        cluster.configs().describe(topics).forEach((topic, outcome) -> {
            if (outcome instanceof Outcome.Failed<Map<String, String>> failed) {
                readiness.notChecked(
                        TopicDrift.CONFIGS, String.valueOf(failed.failure().getMessage()));
            } else {
                known.put(topic, outcome.orThrow());
            }
        });
        return known;
    }

    private void rights(Cluster source, Cluster target, Collection<String> topics, Collection<String> groups) {
        BothClusters<Set<AclBinding>, Set<AclBinding>> both = BothClusters.ask(
                () -> source.acls().onTopicsAndGroups(), () -> target.acls().onTopicsAndGroups());
        if (both.source() instanceof Outcome.Known<Set<AclBinding>> there
                && both.target() instanceof Outcome.Known<Set<AclBinding>> here) {
            new RightsDrift(flow.config().naming(), there.value(), here.value()).check(readiness, topics, groups);
        } else {
            Stream.of(both.source(), both.target()).forEach(this::rightsUnknown);
        }
    }

    private void rightsUnknown(Outcome<Set<AclBinding>> asked) {
        if (asked instanceof Outcome.Failed<Set<AclBinding>> failed) {
            readiness.notChecked(
                    RightsDrift.CHECK, String.valueOf(failed.failure().getMessage()));
        }
    }

    private static long minutes(Cluster cluster) {
        return Long.parseLong(
                cluster.configs().broker().getOrDefault(OffsetExpiry.CONFIG, String.valueOf(OffsetExpiry.WEEK)));
    }

    private Cluster connect(ClusterConfig config) {
        return Cluster.connect(config, Budget.total(timeout), "inspect");
    }
}
