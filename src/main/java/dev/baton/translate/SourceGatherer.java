package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.StreamsApplications;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.state.InternalTopics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;

/** Asks the source: commits first, then what they are held against. */
final class SourceGatherer {
    private final Cluster source;
    private final FlowConfig flow;
    private final Selection selection;
    private final Clock clock;
    private final Copies copies;

    SourceGatherer(Cluster source, FlowConfig flow, Selection selection, Clock clock) {
        this.source = source;
        this.flow = flow;
        this.selection = selection;
        this.clock = clock;
        this.copies = Copies.of(flow);
    }

    SourceSide gather() {
        String clusterId = source.clusterId();
        Instant askedAt = clock.instant();
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        Map<String, String> leftOut = new TreeMap<>();
        Collection<String> groups = selection.given().isEmpty() ? groups(leftOut) : List.of();
        source.groups().stableCommitted(groups).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                failures.put(group, String.valueOf(failed.failure().getMessage()));
            } else {
                commits.put(group, wanted(group, outcome.orThrow(), leftOut));
            }
        });
        Collection<String> names = source.topics().names();
        List<OffsetSyncLog> syncs = ownSyncs(names);
        Set<TopicPartition> partitions = PartitionMap.newSet();
        commits.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        selection.given().forEach(offset -> partitions.add(offset.partition()));
        Map<String, TopicInfo> topics = source.topics()
                .describe(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        partitions.removeIf(partition -> !exists(topics, partition));
        return new SourceSide(
                clusterId,
                askedAt,
                commits,
                failures,
                leftOut,
                ids(topics),
                LogRanges.of(source, partitions).known(),
                syncs);
    }

    /** On the way back the commits' cluster is the flow's target: its syncs are the reverse gatherer's. */
    private List<OffsetSyncLog> ownSyncs(Collection<String> names) {
        return flow.naming().strips() ? List.of() : new SyncsGatherer(source, flow).onSource(names);
    }

    /**
     * The groups to ask for their commits; those of other kinds are noted. One that was named is asked for also where it is not
     * in the list: an authorizer leaves out of it what the principal may not see, but says so when asked.
     */
    private Collection<String> groups(Map<String, String> leftOut) {
        List<String> asked = new ArrayList<>();
        Map<String, GroupInfo> listed = source.groups().list(this::isNamed);
        listed.values().forEach(group -> {
            if (!group.hasConsumerOffsets()) {
                leftOut.put(group.group(), whyNone(group));
            } else if (selection.wantsGroup(flow, group.group())) {
                asked.add(group.group());
            } else {
                leftOut.put(group.group(), "left out by groups or groups.exclude of the flow");
            }
        });
        selection.groups().stream().filter(group -> !listed.containsKey(group)).forEach(asked::add);
        return asked;
    }

    private boolean isNamed(String group) {
        return !InternalTopics.isOwnGroup(group)
                && (selection.allGroups() || selection.groups().contains(group));
    }

    private static String whyNone(GroupInfo group) {
        return group.type() == GroupType.SHARE
                ? "a share group has no committed offsets: set its start with kafka-share-groups --reset-offsets"
                : "a group of protocol " + group.protocol() + " commits no offsets: nothing to carry over";
    }

    /** Streams makes its internal topics anew on the target; offsets of their copies mean nothing there. */
    private Map<TopicPartition, CommittedOffset> wanted(
            String group, Map<TopicPartition, CommittedOffset> commits, Map<String, String> leftOut) {
        Map<TopicPartition, CommittedOffset> wanted = new PartitionMap<>(commits);
        wanted.keySet().removeIf(partition -> !isWanted(partition));
        wanted.keySet().removeIf(partition -> StreamsApplications.ownsTopic(partition.topic()));
        if (commits.keySet().stream().anyMatch(partition -> StreamsApplications.ownsTopic(partition.topic()))) {
            leftOut.put(group, StreamsApplications.LEFT_OUT);
        }
        return wanted;
    }

    /** A flow's filter is about what it mirrors; copies of the target's own topics are not. */
    private boolean isWanted(TopicPartition partition) {
        return selection.wantsPartition(flow, partition)
                || (selection.topics().isEmpty() && copies.cover(partition.topic()));
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
