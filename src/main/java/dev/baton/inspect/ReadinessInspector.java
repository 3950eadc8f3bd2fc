package dev.baton.inspect;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.inspect.ReadinessReport.Severity;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourcePattern;

/** Asks for what {@link StatusChecks} and {@link TopicDrift} do not know, and puts all checks together. */
final class ReadinessInspector {
    private static final String EXPIRY = "offsets.retention.minutes";
    private static final String ACLS = "rights";
    private static final long WEEK = 7 * 24 * 60;

    private final Flow flow;
    private final Duration timeout;
    private final Readiness readiness = new Readiness();

    ReadinessInspector(Flow flow, Duration timeout) {
        this.flow = flow;
        this.timeout = timeout;
    }

    ReadinessReport inspect(FlowView view, StatusReport status, LagReport lag, GroupsReport groups, Clock clock) {
        new StatusChecks(status, lag, groups, view).check(readiness, clock.instant());
        ClusterConfig from = flow.source();
        if (from == null || !status.source().reachable()) {
            for (String check : new String[] {"topics", "partitions", "topic-configs", ACLS}) {
                readiness.notChecked(check, "the source does not answer");
            }
            return readiness.report();
        }
        try (Cluster source = connect(from);
                Cluster target = connect(flow.target())) {
            drift(source, target);
            rights(source, target);
            expiry(source, target);
        } catch (BatonException e) {
            readiness.notChecked("drift", String.valueOf(e.getMessage()));
        }
        return readiness.report();
    }

    private void drift(Cluster source, Cluster target) {
        Map<String, TopicInfo> topics = source.topics().list(flow.config().topics());
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

    private static Map<String, Map<String, String>> known(Cluster cluster, Collection<String> topics) {
        Map<String, Map<String, String>> known = new HashMap<>();
        cluster.configs().describe(topics).forEach((topic, outcome) -> {
            Map<String, String> values = outcome.orNull();
            if (values != null) {
                known.put(topic, values);
            }
        });
        return known;
    }

    private void rights(Cluster source, Cluster target) {
        BothClusters<Set<AclBinding>, Set<AclBinding>> both = BothClusters.ask(
                () -> source.acls().onTopics(), () -> target.acls().onTopics());
        if (both.source() instanceof Outcome.Known<Set<AclBinding>> there
                && both.target() instanceof Outcome.Known<Set<AclBinding>> here) {
            readiness.checking(ACLS);
            there.value().stream()
                    .filter(binding ->
                            flow.config().topics().test(binding.pattern().name()))
                    .filter(binding -> !here.value().contains(onTarget(binding)))
                    .forEach(this::missing);
        } else {
            readiness.notChecked(ACLS, "one of the clusters has no authorizer, or does not tell");
        }
    }

    private AclBinding onTarget(AclBinding binding) {
        var pattern = binding.pattern();
        return new AclBinding(
                new ResourcePattern(
                        pattern.resourceType(),
                        flow.config().naming().targetTopic(pattern.name()),
                        pattern.patternType()),
                binding.entry());
    }

    private void missing(AclBinding binding) {
        readiness.add(
                Severity.WARNING,
                ACLS,
                binding.entry().principal() + " has " + binding.entry().permissionType() + " "
                        + binding.entry().operation() + " on "
                        + binding.pattern().name()
                        + ", and not on the target",
                "the application is refused after the failover",
                "give it the right on the target, or set sync.topic.acls.enabled: true");
    }

    private void expiry(Cluster source, Cluster target) {
        readiness.checking("offset-expiry");
        long here = minutes(target);
        if (here < WEEK || here < minutes(source)) {
            readiness.add(
                    Severity.WARNING,
                    "offset-expiry",
                    EXPIRY + " is " + here + " on the target, " + minutes(source) + " on the source",
                    "commits that wait there for a failover expire earlier; a group without one starts at its reset policy",
                    "raise it on the target, or keep a mirror running, which commits anew");
        }
    }

    private static long minutes(Cluster cluster) {
        return Long.parseLong(cluster.configs().broker().getOrDefault(EXPIRY, String.valueOf(WEEK)));
    }

    private Cluster connect(ClusterConfig config) {
        return Cluster.connect(config, Budget.total(timeout), "inspect");
    }
}
