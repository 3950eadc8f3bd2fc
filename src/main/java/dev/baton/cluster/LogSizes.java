package dev.baton.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** How large logs are on the brokers' disks. */
public final class LogSizes {
    private final Cluster cluster;

    LogSizes(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Bytes of the largest replica of each partition; one that no broker tells of is missing. */
    public Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
        Asked asked = Asked.to("tell the sizes of logs").needing(AclOperation.DESCRIBE, ResourceType.CLUSTER);
        Collection<Node> nodes = cluster.calls()
                .one(
                        asked,
                        millis -> cluster.admin()
                                .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                                .nodes());
        List<Integer> brokers = nodes.stream().map(Node::id).toList();
        Set<TopicPartition> wanted = PartitionMap.newSet(partitions);
        Map<TopicPartition, Long> sizes = new PartitionMap<>();
        cluster.calls()
                .each(
                        asked,
                        millis -> cluster.admin()
                                .describeLogDirs(brokers, new DescribeLogDirsOptions().timeoutMs(millis))
                                .descriptions())
                .values()
                .forEach(outcome -> outcome.orThrow().values().forEach(logs -> add(logs, wanted, sizes)));
        return sizes;
    }

    private static void add(LogDirDescription logs, Set<TopicPartition> wanted, Map<TopicPartition, Long> sizes) {
        logs.replicaInfos().forEach((partition, replica) -> {
            if (wanted.contains(partition) && !replica.isFuture()) {
                sizes.merge(partition, replica.size(), Math::max);
            }
        });
    }
}
