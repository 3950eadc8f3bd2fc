package dev.baton.quickstart;

import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the mirror has put on the passive cluster about itself, read without Baton's own readers: marks and group snapshots. */
final class StateView {
    private final Map<TopicPartition, Mark> marks = new HashMap<>();
    private final Map<String, GroupSnapshot> groups = new HashMap<>();

    private StateView() {}

    /** The latest record of each kind; empty where the mirror has not begun. */
    static StateView read(String bootstrap, String sourceAlias) {
        StateView view = new StateView();
        StateCodec codec = new StateCodec();
        for (ConsumerRecord<byte[], byte[]> r : new ClusterLog(bootstrap).raw(InternalTopics.snapshot(sourceAlias))) {
            if (r.value() != null && r.key() != null) {
                codec.decode(r.key(), r.value()).ifPresent(state -> {
                    if (state instanceof Mark mark) {
                        view.marks.put(new TopicPartition(mark.topic(), mark.partition()), mark);
                    } else if (state instanceof GroupSnapshot group) {
                        view.groups.put(group.group(), group);
                    }
                });
            }
        }
        return view;
    }

    /** Whether every partition is mirrored up to a little below its end, and every group was seen. */
    boolean isCaughtUp(int partitions, Set<String> wanted, long slack) {
        return marks.size() >= partitions
                && groups.keySet().containsAll(wanted)
                && marks.values().stream().allMatch(m -> m.sourceStable() != null)
                && behind() <= slack;
    }

    /** Offsets below the source's last stable ones that are not mirrored, as far as the mirror knows. */
    long behind() {
        return marks.values().stream()
                .mapToLong(m -> m.sourceStable() == null ? 0 : Math.max(0, m.sourceStable() - m.coveredTo()))
                .sum();
    }

    boolean isPreserved(TopicPartition partition) {
        Mark mark = marks.get(partition);
        return mark != null && mark.mode() == Mark.Mode.PRESERVED;
    }

    /** The source's last stable offset of a partition, as the mirror last knew it; 0 where it did not. */
    long stable(TopicPartition partition) {
        Mark mark = marks.get(partition);
        return mark == null || mark.sourceStable() == null ? 0 : mark.sourceStable();
    }

    /** The last commits of a group that the mirror has seen, in the active cluster's terms. */
    Map<TopicPartition, Long> seen(String group) {
        Map<TopicPartition, Long> seen = new HashMap<>();
        GroupSnapshot snapshot = groups.get(group);
        if (snapshot != null) {
            snapshot.commits().forEach(c -> seen.put(new TopicPartition(c.topic(), c.partition()), c.offset()));
        }
        return seen;
    }

    @Override
    public String toString() {
        return marks.size() + " partitions and " + groups.size() + " groups known, " + behind() + " offsets behind";
    }
}
