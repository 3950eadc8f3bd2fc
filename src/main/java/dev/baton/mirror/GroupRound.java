package dev.baton.mirror;

import dev.baton.cluster.CommittedOffset;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The commits of groups as read on the source.
 *
 * @param term which assignment of shards it was read under: under another one it is void
 * @param at when the reading began
 * @param commits by group
 * @param complete whether every group could be read
 * @param ends where the partitions of the flow ended after that: what has to be mirrored first; empty where nothing has to
 */
record GroupRound(
        long term,
        Instant at,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        boolean complete,
        Map<TopicPartition, Long> ends) {}
