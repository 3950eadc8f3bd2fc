package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives principals on the target the rights on topics that they have on the source; see {@link AclPlan}. */
final class AclSync {
    private static final Logger LOG = LoggerFactory.getLogger(AclSync.class);

    private final Cluster source;
    private final Cluster target;
    private final FlowConfig flow;
    private final TopicChanges changes;
    private final Set<String> said = new HashSet<>();
    private volatile List<String> troubles = List.of();

    AclSync(Cluster source, Cluster target, FlowConfig flow, TopicChanges changes) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.changes = changes;
    }

    /** One round, for topics that are mirrored, by their names on the source. */
    void sync(Set<String> topics) {
        List<String> failed = new ArrayList<>();
        if (!topics.isEmpty()) {
            copy(topics, failed);
        }
        failed.forEach(this::warn);
        troubles = List.copyOf(failed);
    }

    /** What was not given, as of the last round; from any thread. */
    List<String> troubles() {
        return troubles;
    }

    private void copy(Set<String> topics, List<String> failed) {
        try {
            AclPlan plan = AclPlan.of(
                    flow.naming(),
                    topics,
                    target.topics().names(),
                    source.acls().onTopics(),
                    target.acls().onTopics());
            plan.withheld()
                    .forEach(right -> warn("a denial of WRITE on " + flow.from() + " stands against " + right
                            + ": not given on " + flow.to()));
            // where a switch has moved some of them meanwhile, the next round plans anew
            Map<AclBinding, Outcome<AclBinding>> given =
                    changes.make(word -> topics.stream().anyMatch(word::coversTopic)
                            ? Map.of()
                            : target.acls().create(plan.missing()));
            given.forEach((binding, outcome) -> {
                if (outcome instanceof Outcome.Failed<AclBinding> no) {
                    failed.add("cannot give " + words(binding) + ": "
                            + no.failure().getMessage());
                } else {
                    LOG.info("gave {} on {}", words(binding), flow.to());
                }
            });
        } catch (BatonException e) {
            failed.add("rights on topics are not copied: " + e.getMessage());
        }
    }

    private static String words(AclBinding binding) {
        return binding.entry().permissionType() + " " + binding.entry().principal() + " "
                + binding.entry().operation() + " on " + binding.pattern().patternType() + " "
                + binding.pattern().name();
    }

    private void warn(String message) {
        if (said.add(message)) {
            LOG.warn("{}", message);
        }
    }
}
