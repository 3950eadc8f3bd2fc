package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.ListedGroups;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.StreamsApplications;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.FlowConfig;
import dev.baton.config.GroupsConsistency;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the commits of this process's groups on the source: commits first, then ends. Used by one thread. */
final class GroupReading {
    private static final String UNREAD = "cannot be read";

    private final Cluster source;
    private final FlowConfig flow;
    private final FlowTopics topics;
    private final GroupTroubles troubles;
    private final Patience toList;
    private final Patience toRead;
    private volatile @Nullable Set<String> exactlyOnce;

    GroupReading(Cluster source, FlowConfig flow, FlowTopics topics, GroupTroubles troubles) {
        this.source = source;
        this.flow = flow;
        this.topics = topics;
        this.troubles = troubles;
        this.toList = new Patience(source.patience());
        this.toRead = new Patience(source.patience());
    }

    /** @param term which assignment of shards it is read under */
    GroupRound read(long term) {
        Instant now = Instant.now();
        Set<Integer> shards = topics.shards();
        ListedGroups listed = list(shards);
        boolean complete = listed.missing() == null;
        Map<String, GroupInfo> seen = listed.groups();
        List<String> groups = new ArrayList<>(seen.values().stream()
                .filter(GroupInfo::hasConsumerOffsets)
                .map(GroupInfo::group)
                .toList());
        // that a list lacks a group says something only where it is whole
        if (complete) {
            troubles.retain(seen.keySet());
            groups.addAll(Unseen.names(flow.groups(), seen.keySet()).stream()
                    .filter(group -> isWanted(group, shards))
                    .toList());
        }
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        for (var entry : committed(groups).entrySet()) {
            String group = entry.getKey();
            if (entry.getValue() instanceof Outcome.Failed<Map<TopicPartition, CommittedOffset>> failed) {
                complete = false;
                troubles.report(group, UNREAD, failed.failure(), "DESCRIBE");
                continue;
            }
            troubles.healed(group, UNREAD);
            if (seen.containsKey(group)) {
                commits.put(group, entry.getValue().orThrow());
            }
        }
        boolean wait = flow.following().consistency() == GroupsConsistency.FLOW && !commits.isEmpty();
        Map<TopicPartition, Long> ends = new PartitionMap<>();
        Map<String, String> ids = new HashMap<>();
        if (wait) {
            // also those that are not mirrored at all, which the commits may rest on as well
            Collection<TopicInfo> awaited = source.topics()
                    .list(topic -> flow.topics().test(topic) && topics.isAwaited(topic))
                    .values();
            awaited.forEach(topic -> ids.put(topic.name(), topic.id()));
            ends.putAll(ends(awaited.stream()
                    .flatMap(topic -> topic.topicPartitions().stream())
                    .toList()));
        }
        return new GroupRound(term, now, commits, complete, ends, ids);
    }

    private ListedGroups list(Set<Integer> shards) {
        Instant asked = Instant.now();
        ListedGroups listed;
        try {
            listed = source.groups().listReachable(name -> isWanted(name, shards), toList.now());
        } catch (BatonException e) {
            toList.noneAnswered(Instant.now());
            throw e;
        }
        Instant now = Instant.now();
        BatonException missing = listed.missing();
        if (missing == null) {
            toList.allAnswered(now, Duration.between(asked, now));
            troubles.listed();
        } else {
            toList.someAnswered(now);
            troubles.unlisted(missing);
        }
        return listed;
    }

    private Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> committed(Collection<String> groups) {
        Instant asked = Instant.now();
        var committed = source.groups().committed(groups, toRead.now());
        toRead.answered(asked, Instant.now(), committed.values());
        return committed;
    }

    // log ends, not last stable offsets: a commit can be seen before the markers of its transaction are in all topics
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = new PartitionMap<>();
        source.offsets().logEnd(partitions).forEach((partition, end) -> ends.put(partition, end.orThrow()));
        ends.values().removeIf(end -> end == 0);
        return ends;
    }

    private boolean isWanted(String group, Set<Integer> shards) {
        return flow.groups().test(group)
                && !InternalTopics.isOwnGroup(group)
                && shards.contains(InternalTopics.shardOf(group));
    }

    // ---- beside the rounds, which must not wait for it

    /** Asks which applications work exactly once; may take seconds where a broker hangs. From any one thread. */
    void lookForExactlyOnce() {
        Set<String> known = exactlyOnce;
        Set<String> all = new HashSet<>(known == null ? Set.of() : known);
        // a broker that does not answer now must not make one of them look as if it were not
        all.addAll(StreamsApplications.exactlyOnce(source));
        exactlyOnce = Set.copyOf(all);
    }

    /** The applications that work exactly once, as last heard; null before the first answer. */
    @Nullable
    Set<String> exactlyOnce() {
        return exactlyOnce;
    }
}
