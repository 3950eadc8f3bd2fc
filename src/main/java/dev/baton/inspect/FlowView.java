package dev.baton.inspect;

import dev.baton.cluster.Outcome;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What both ends of a flow answered, each within its own deadline.
 *
 * @param waiting time of the first source record that is not covered by the mirror, milliseconds since the epoch; of those
 *     partitions that are behind and have such a record. Failed where it could not be read.
 * @param now when all answers were in
 */
record FlowView(
        Outcome<SourceView> source,
        Outcome<TargetView> target,
        Outcome<Map<TopicPartition, Long>> waiting,
        Instant now) {}
