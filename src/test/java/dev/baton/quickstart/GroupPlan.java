package dev.baton.quickstart;

import java.util.Set;

/**
 * One consumer group: what it reads and how.
 *
 * @param protocol {@code classic} or {@code consumer}
 * @param isolation {@code read_committed} or {@code read_uncommitted}
 * @param recordsPerSecond how fast its application is; 0 for as fast as it goes
 */
public record GroupPlan(String group, Set<String> topics, String protocol, String isolation, int recordsPerSecond) {
    public GroupPlan {
        topics = Set.copyOf(topics);
    }

    /** The same group with an application that is as fast as it goes. */
    public GroupPlan unthrottled() {
        return new GroupPlan(group, topics, protocol, isolation, 0);
    }
}
