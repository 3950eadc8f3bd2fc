package dev.baton.cluster;

import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;

/**
 * A group as its coordinator lists it.
 *
 * @param protocol {@code consumer}, {@code connect}, {@code share}, ...; empty for a group that only ever committed
 */
public record GroupInfo(String group, GroupType type, GroupState state, String protocol) {
    /** Whether its commits are those of consumers: not a Connect cluster's, nor a share group's. */
    public boolean hasConsumerOffsets() {
        return type != GroupType.SHARE
                && (protocol.isEmpty() || protocol.equals("consumer") || type == GroupType.STREAMS);
    }
}
