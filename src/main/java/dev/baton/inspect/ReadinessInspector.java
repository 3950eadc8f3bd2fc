package dev.baton.inspect;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.LiveMirrorMaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
            attempt(
                    ForeignEpochs.CHECK,
                    () -> epochs(target, groups.translated().keySet()));
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
            unproved("lag", "what was written to the source", status.progress().asOf());
            unproved(
                    "groups",
                    "what groups committed on the source",
                    status.groups().asOf());
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

    /** What nobody can know while the source is gone. */
    private void unproved(String check, String what, @Nullable Instant since) {
        readiness.notChecked(check, what + (since == null ? "" : " after " + since) + ": the source does not answer");
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
        readiness.checking(HangingTransactions.CHECK);
        Set<TopicPartition> there = PartitionMap.newSet();
        view.target().orThrow().ends().forEach((partition, end) -> {
            // the question waits for one that is gone, or that nobody leads, until there is no time left for others
            if (end instanceof Outcome.Failed<Long> failed) {
                notChecked(HangingTransactions.CHECK, failed);
            } else {
                there.add(partition);
            }
        });
        target.producers().openTransactions(there).forEach((partition, outcome) -> {
            if (outcome instanceof Outcome.Failed<?> failed) {
                notChecked(HangingTransactions.CHECK, failed);
            } else {
                HangingTransactions.check(readiness, partition, outcome.orThrow(), clock.instant());
            }
        });
    }

    private void notChecked(String check, Outcome.Failed<?> failed) {
        readiness.notChecked(check, String.valueOf(failed.failure().getMessage()));
    }

    private void retention(Cluster target, GroupsSurvey groups) {
        readiness.checking(RetentionRisk.CHECK);
        Map<TopicPartition, RetentionRisk.Standing> lowest =
                RetentionRisk.lowest(groups.translated().values());
        Map<String, Map<String, String>> configs = known(
                target, lowest.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        new RetentionGatherer(target, lowest, configs).check(readiness, clock.instant());
    }

    /** Of the commits that groups have on the target already. */
    private void epochs(Cluster target, Collection<String> groups) {
        readiness.checking(ForeignEpochs.CHECK);
        Map<String, Map<TopicPartition, Integer>> committed = new TreeMap<>();
        target.groups().committed(groups).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Failed<?> failed) {
                readiness.notChecked(
                        ForeignEpochs.CHECK, String.valueOf(failed.failure().getMessage()));
            } else {
                committed.put(group, epochs(outcome.orThrow()));
            }
        });
        Set<TopicPartition> partitions = committed.values().stream()
                .flatMap(epochs -> epochs.keySet().stream())
                .collect(Collectors.toSet());
        Map<TopicPartition, Outcome<Optional<Integer>>> current =
                target.offsets().leaderEpochs(partitions);
        committed.forEach((group, epochs) -> epochs.forEach((partition, epoch) -> {
            if (current.get(partition) instanceof Outcome.Known<Optional<Integer>> known) {
                known.value().ifPresent(now -> ForeignEpochs.check(readiness, group, partition, epoch, now));
            }
        }));
    }

    private static Map<TopicPartition, Integer> epochs(Map<TopicPartition, CommittedOffset> commits) {
        Map<TopicPartition, Integer> epochs = new PartitionMap<>();
        commits.forEach((partition, commit) -> {
            Integer epoch = commit.leaderEpoch();
            if (epoch != null) {
                epochs.put(partition, epoch);
            }
        });
        return epochs;
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
                () -> source.acls().ofApplications(), () -> target.acls().ofApplications());
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
