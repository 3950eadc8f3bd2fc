package dev.baton.inspect;

import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.StreamsApplications;
import java.util.Collection;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;

/** What kind of application stands behind a group, as far as the cluster tells. */
public enum GroupKind {
    /** Consumers of the classic protocol. */
    CLASSIC,
    /** Consumers of the protocol of KIP-848. */
    CONSUMER,
    /** Commits without membership: {@code assign()}, or an admin tool. Whether a consumer runs cannot be seen. */
    SIMPLE,
    /** Kafka Streams: by its own protocol, or by the internal topics that it commits for. */
    STREAMS,
    /** A share group; it has no committed offsets. */
    SHARE,
    /** The workers of a Connect cluster; they commit nothing. */
    CONNECT_WORKERS,
    /** The tasks of a sink connector. */
    CONNECT_SINK;

    /**
     * The kind of a group.
     *
     * @param commits the partitions that it committed for
     */
    static GroupKind of(GroupInfo group, Collection<TopicPartition> commits) {
        if (group.type() == GroupType.SHARE) {
            return SHARE;
        }
        if (group.protocol().equals("connect")) {
            return CONNECT_WORKERS;
        }
        if (group.type() == GroupType.STREAMS
                || commits.stream().anyMatch(p -> StreamsApplications.ownsTopic(p.topic()))) {
            return STREAMS;
        }
        if (group.group().startsWith("connect-")) {
            return CONNECT_SINK;
        }
        if (group.type() == GroupType.CONSUMER) {
            return CONSUMER;
        }
        return group.protocol().isEmpty() && group.state() == GroupState.EMPTY ? SIMPLE : CLASSIC;
    }

    /** What the operator should know before the group is switched; empty for nothing. */
    String caution() {
        return switch (this) {
            case CLASSIC, CONSUMER -> "";
            case SIMPLE -> "commits without membership: a consumer that runs cannot be seen, stop it first";
            case STREAMS ->
                "Streams: only source topics are carried over; rebuild its state on the target, or reset it";
            case SHARE ->
                "a share group has no committed offsets: set its start with kafka-share-groups --reset-offsets";
            case CONNECT_WORKERS -> "the workers of a Connect cluster: nothing to carry over";
            case CONNECT_SINK -> "a sink connector: stop it, and start it on the target after the switch";
        };
    }
}
