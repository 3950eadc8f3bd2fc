package dev.baton.drill;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Groups of a rehearsal on the target: {@code <group>.baton-drill-<id>}. */
final class ShadowGroups {
    private static final String MARK = InternalTopics.SHADOW_GROUPS;

    private final Cluster target;
    private final String id;

    ShadowGroups(Cluster target, String id) {
        this.target = target;
        this.id = id;
    }

    String nameOf(String group) {
        return group + MARK + id;
    }

    void commit(Map<String, Map<TopicPartition, CommittedOffset>> offsets) {
        for (Map.Entry<GroupPartition, Outcome<CommittedOffset>> done :
                target.groups().commitAll(offsets).entrySet()) {
            done.getValue().orThrow();
        }
    }

    Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> readBack(Iterable<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(all::add);
        return target.groups().committed(all);
    }

    /** Removes the groups of this rehearsal. */
    List<String> remove() {
        return removeEndingWith(MARK + id);
    }

    /** Removes the groups of every rehearsal that ever ran, as of those that were killed. */
    static List<String> removeAll(Cluster target) {
        return new ShadowGroups(target, "").removeEndingWith("");
    }

    private List<String> removeEndingWith(String end) {
        List<String> removed = new ArrayList<>();
        for (String name : target.groups()
                .list(group -> group.contains(MARK) && group.endsWith(end))
                .keySet()) {
            try {
                target.groups().delete(name);
                removed.add(name);
            } catch (BatonException e) {
                throw new BatonException(
                        e.kind(), "shadow group " + name + " is left: " + e.getMessage(), "baton drill --clean", e);
            }
        }
        return removed;
    }
}
