package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.cluster.TopicSpec;
import dev.baton.config.FlowConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topics of the target like the source's: creates what is missing, with as many partitions and the same configs,
 * follows growth and changes of configs, deletes nothing.
 */
final class TopicSync {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSync.class);

    /** What belongs to the cluster rather than to the data; MirrorMaker 2's {@code config.properties.exclude}. */
    private static final Set<String> NOT_COPIED = Set.of(
            "follower.replication.throttled.replicas",
            "leader.replication.throttled.replicas",
            "message.timestamp.difference.max.ms",
            "message.timestamp.before.max.ms",
            "message.timestamp.after.max.ms",
            "message.timestamp.type",
            "unclean.leader.election.enable",
            "min.insync.replicas",
            "remote.storage.enable",
            "remote.log.copy.disable",
            "remote.log.delete.on.disable",
            "local.retention.ms",
            "local.retention.bytes");

    private static final String CLEANUP_POLICY = "cleanup.policy";
    private static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    private static final int DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

    private final Cluster source;
    private final Cluster target;
    private final FlowConfig flow;
    private final Set<String> warned = new HashSet<>();

    TopicSync(Cluster source, Cluster target, FlowConfig flow) {
        this.source = source;
        this.target = target;
        this.flow = flow;
    }

    /** Looks at both sides, makes the target follow, and names the topics that can be mirrored now. */
    List<MirroredTopic> sync() {
        Map<String, TopicInfo> wanted = new TreeMap<>(source.topics().list(flow.topics()));
        Map<String, Outcome<Map<String, String>>> configs = source.configs().overrides(wanted.keySet());
        Map<String, TopicInfo> there = existing(wanted);
        create(wanted, configs, there);
        there = existing(wanted);
        Map<String, Outcome<Map<String, String>>> thereConfigs =
                target.configs().overrides(there.keySet());
        Map<String, Outcome<Map<String, String>>> effective = target.configs().describe(there.keySet());
        List<MirroredTopic> mirrored = new ArrayList<>();
        for (TopicInfo topic : wanted.values()) {
            String targetName = flow.naming().targetTopic(topic.name());
            TopicInfo twin = there.get(targetName);
            if (twin != null) {
                int partitions = grow(topic, twin);
                Map<String, String> now = values(thereConfigs, targetName);
                follow(targetName, values(configs, topic.name()), now);
                mirrored.add(mirrored(
                        topic, twin, partitions, values(configs, topic.name()), values(effective, targetName)));
            }
        }
        return mirrored;
    }

    private Map<String, TopicInfo> existing(Map<String, TopicInfo> wanted) {
        return target.topics()
                .describe(
                        wanted.keySet().stream().map(flow.naming()::targetTopic).toList());
    }

    private static Map<String, String> values(Map<String, Outcome<Map<String, String>>> configs, String topic) {
        Outcome<Map<String, String>> outcome = configs.get(topic);
        Map<String, String> values = outcome == null ? null : outcome.orNull();
        return values == null ? Map.of() : values;
    }

    private void create(
            Map<String, TopicInfo> wanted,
            Map<String, Outcome<Map<String, String>>> configs,
            Map<String, TopicInfo> there) {
        List<TopicSpec> missing = wanted.values().stream()
                .filter(topic -> !there.containsKey(flow.naming().targetTopic(topic.name())))
                .map(topic -> new TopicSpec(
                        flow.naming().targetTopic(topic.name()),
                        topic.partitions(),
                        flow.replicationFactor(),
                        copied(values(configs, topic.name()))))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        target.topics().create(missing).forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed<Boolean> failed) {
                warn("cannot create topic " + name + " on " + flow.to() + ": "
                        + failed.failure().getMessage());
            } else {
                LOG.info("created topic {} on {}", name, flow.to());
            }
        });
    }

    private static Map<String, String> copied(Map<String, String> overrides) {
        Map<String, String> copied = new HashMap<>(overrides);
        copied.keySet().removeAll(NOT_COPIED);
        return copied;
    }

    private int grow(TopicInfo topic, TopicInfo twin) {
        if (topic.partitions() > twin.partitions()) {
            target.topics().addPartitions(twin.name(), topic.partitions());
            LOG.info("topic {} on {} has {} partitions now", twin.name(), flow.to(), topic.partitions());
            return topic.partitions();
        }
        if (topic.partitions() < twin.partitions()) {
            warn("topic " + twin.name() + " has " + twin.partitions() + " partitions on " + flow.to() + " and "
                    + topic.partitions() + " on " + flow.from()
                    + ": after a switch, records of one key land elsewhere than those before");
        }
        return topic.partitions();
    }

    private void follow(String targetName, Map<String, String> wanted, Map<String, String> now) {
        Map<String, String> set = new HashMap<>(copied(wanted));
        set.entrySet().removeIf(e -> e.getValue().equals(now.get(e.getKey())));
        Set<String> unset = new HashSet<>(copied(now).keySet());
        unset.removeAll(wanted.keySet());
        if (!set.isEmpty() || !unset.isEmpty()) {
            target.configs().alter(targetName, set, unset);
            LOG.info("configs of topic {} on {} follow: set {}, back to default {}", targetName, flow.to(), set, unset);
        }
    }

    private static MirroredTopic mirrored(
            TopicInfo topic, TopicInfo twin, int partitions, Map<String, String> configs, Map<String, String> there) {
        String max = there.getOrDefault(MAX_MESSAGE_BYTES, String.valueOf(DEFAULT_MAX_MESSAGE_BYTES));
        return new MirroredTopic(
                topic.name(),
                twin.name(),
                partitions,
                configs.getOrDefault(CLEANUP_POLICY, "delete").contains("compact"),
                Integer.parseInt(max));
    }

    private void warn(String message) {
        if (warned.add(message)) {
            LOG.warn("{}", message);
        }
    }
}
