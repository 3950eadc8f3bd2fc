package dev.baton.cluster;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group with its members.
 *
 * @param refused whether the cluster says that the principal may not commit for it; not all of them say
 */
public record GroupDescription(String group, GroupType type, GroupState state, List<Member> members, boolean refused) {
    public GroupDescription {
        members = List.copyOf(members);
    }

    /** A group of which nothing is said on what the principal may do. */
    public GroupDescription(String group, GroupType type, GroupState state, List<Member> members) {
        this(group, type, state, members, false);
    }

    /** Whether an admin commit would be refused: somebody is in it, or may come back to his place. */
    public boolean isActive() {
        return !members.isEmpty();
    }

    /**
     * One member.
     *
     * @param instanceId of a static member, which keeps the group non-empty until its session times out
     */
    public record Member(
            String memberId, @Nullable String instanceId, String clientId, String host, Set<TopicPartition> assigned) {
        public Member {
            assigned = Set.copyOf(assigned);
        }
    }
}
