package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.mirrormaker.OffsetSyncReader;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Asks the source: commits first, then what they are held against. */
final class SourceGatherer {
    private final Cluster source;
    private final FlowConfig flow;
    private final Selection selection;
    private final Clock clock;

    SourceGatherer(Cluster source, FlowConfig flow, Selection selection, Clock clock) {
        this.source = source;
        this.flow = flow;
        this.selection = selection;
        this.clock = clock;
    }

    SourceSide gather() {
        String clusterId = source.clusterId();
        Instant askedAt = clock.instant();
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        source.groups()
                .stableCommitted(selection.given().isEmpty() ? groups() : List.of())
                .forEach((group, outcome) -> {
                    if (outcome instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                        failures.put(group, String.valueOf(failed.failure().getMessage()));
                    } else {
                        commits.put(group, wanted(outcome.orThrow()));
                    }
                });
        List<OffsetSyncLog> syncs =
                new OffsetSyncReader(source).read(source.topics().names(), flow.to()::equals);
        Set<TopicPartition> partitions = new HashSet<>();
        commits.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        selection.given().forEach(offset -> partitions.add(offset.partition()));
        Map<String, TopicInfo> topics = source.topics()
                .describe(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        partitions.removeIf(partition -> !exists(topics, partition));
        return new SourceSide(
                clusterId, askedAt, commits, failures, ids(topics), LogRanges.of(source, partitions), syncs);
    }

    private Collection<String> groups() {
        if (!selection.allGroups()) {
            return selection.groups().stream()
                    .filter(group -> selection.wantsGroup(flow, group))
                    .toList();
        }
        return source.groups().list(group -> selection.wantsGroup(flow, group)).values().stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList();
    }

    private Map<TopicPartition, CommittedOffset> wanted(Map<TopicPartition, CommittedOffset> commits) {
        Map<TopicPartition, CommittedOffset> wanted = new HashMap<>(commits);
        wanted.keySet().removeIf(partition -> !selection.wantsPartition(flow, partition));
        return wanted;
    }

    static boolean exists(Map<String, TopicInfo> topics, TopicPartition partition) {
        TopicInfo info = topics.get(partition.topic());
        return info != null && partition.partition() < info.partitions();
    }

    static Map<String, String> ids(Map<String, TopicInfo> topics) {
        Map<String, String> ids = new HashMap<>();
        topics.forEach((name, info) -> ids.put(name, info.id()));
        return ids;
    }
}
