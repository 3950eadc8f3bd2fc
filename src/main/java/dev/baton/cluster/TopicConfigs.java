package dev.baton.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.ResourceType;

/** Configurations of topics, and of a broker. */
public final class TopicConfigs {
    private final Cluster cluster;

    TopicConfigs(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All configs of each topic as they take effect, defaults included. */
    public Map<String, Outcome<Map<String, String>>> describe(Collection<String> topics) {
        return read(topics, config -> values(config, entry -> true));
    }

    /** Only those configs that are set on the topic itself. */
    public Map<String, Outcome<Map<String, String>>> overrides(Collection<String> topics) {
        return read(topics, config -> values(config, TopicConfigs::isOverride));
    }

    /** The configs of each topic, both as they take effect and as far as they are set on it. */
    public Map<String, Outcome<TopicSettings>> settings(Collection<String> topics) {
        return read(
                topics,
                config -> new TopicSettings(values(config, entry -> true), values(config, TopicConfigs::isOverride)));
    }

    private static boolean isOverride(ConfigEntry entry) {
        return entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
    }

    /** The configs of one broker of the cluster, as they take effect. */
    public Map<String, String> broker() {
        Node node = cluster.calls()
                .one(
                        "name its brokers",
                        millis -> cluster.admin()
                                .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                                .nodes())
                .iterator()
                .next();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        Map<ConfigResource, Config> configs = cluster.calls()
                .one(
                        Asked.to("describe the configs of broker " + node.id())
                                .needing(AclOperation.DESCRIBE_CONFIGS, ResourceType.CLUSTER),
                        millis -> cluster.admin()
                                .describeConfigs(List.of(broker), new DescribeConfigsOptions().timeoutMs(millis))
                                .all());
        Map<String, String> values = new TreeMap<>();
        configs.values().forEach(config -> values.putAll(values(config, entry -> !entry.isSensitive())));
        return values;
    }

    /** Sets some configs of a topic and takes others back to their defaults; the rest stay as they are. */
    public void alter(String topic, Map<String, String> set, Collection<String> unset) {
        List<AlterConfigOp> operations = new ArrayList<>();
        set.forEach((name, value) ->
                operations.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        for (String name : unset) {
            operations.add(new AlterConfigOp(new ConfigEntry(name, ""), AlterConfigOp.OpType.DELETE));
        }
        cluster.calls()
                .one(
                        Asked.to("alter the configs of " + topic)
                                .needing(AclOperation.ALTER_CONFIGS, ResourceType.TOPIC, topic),
                        millis -> cluster.admin()
                                .incrementalAlterConfigs(
                                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), operations),
                                        new AlterConfigsOptions().timeoutMs(millis))
                                .all());
    }

    private <T> Map<String, Outcome<T>> read(Collection<String> topics, Function<Config, T> reading) {
        if (topics.isEmpty()) {
            return Map.of();
        }
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Outcome<T>> byTopic = new HashMap<>();
        cluster.calls()
                .each(
                        Asked.to("describe the configs of topics")
                                .needing(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC),
                        millis -> cluster.admin()
                                .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(millis))
                                .values())
                .forEach((resource, outcome) -> byTopic.put(resource.name(), outcome.map(reading)));
        return byTopic;
    }

    private static Map<String, String> values(Config config, Predicate<ConfigEntry> wanted) {
        Map<String, String> values = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (wanted.test(entry) && entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }
}
