package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.state.InternalTopics;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.JournalEntry.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The switches of a flow that was turned round and is taken up again. Of one whose groups and topics have all come back the
 * failover points count no more; of one of which nothing has come back they stay. One of which a part has come back has no
 * meaning in between: its points speak of topics that go different ways.
 */
public final class Returned {
    private final Cluster target;
    private final List<SwitchRecord> whole = new ArrayList<>();
    private final List<SwitchRecord> torn = new ArrayList<>();

    private Returned(Cluster target) {
        this.target = target;
    }

    /** How much of a switch has come back. */
    enum Share {
        NONE,
        PART,
        WHOLE
    }

    /**
     * Those of one flow that still count.
     *
     * @param back what has moved the other way since
     */
    public static Returned of(Cluster target, String from, String to, SwitchedGeneration back) {
        Returned returned = new Returned(target);
        SwitchHistory.read(target).switches().stream()
                .filter(record -> record.isOfFlow(from, to))
                .filter(SwitchRecord::endsTheFlow)
                .filter(record -> record.hasStarted(Fence.LABEL))
                .forEach(record -> returned.add(record, back));
        return returned;
    }

    private void add(SwitchRecord record, SwitchedGeneration back) {
        Share share = record.plan().map(plan -> share(plan, back)).orElse(Share.WHOLE);
        if (share == Share.WHOLE) {
            whole.add(record);
        } else if (share == Share.PART) {
            torn.add(record);
        }
    }

    /** How much of what a plan moved has come back. Pure. */
    static Share share(SwitchPlan plan, SwitchedGeneration back) {
        List<String> groups =
                plan.going().stream().map(SwitchPlan.GroupPlan::group).toList();
        boolean every = plan.takesAll()
                ? back.allGroups() && back.allTopics()
                : groups.stream().allMatch(back::coversGroup)
                        && plan.topics().stream().allMatch(back::coversTopic);
        if (every) {
            return Share.WHOLE;
        }
        boolean some = groups.stream().anyMatch(back::coversGroup)
                || plan.topics().stream().anyMatch(back::coversTopic);
        return some ? Share.PART : Share.NONE;
    }

    /** The first switch of which only a part has come back; empty where there is none. */
    public Optional<String> torn() {
        return torn.stream().map(SwitchRecord::id).findFirst();
    }

    /** Notes it in the journal of each that has come back. */
    public void write(Instant now) {
        if (whole.isEmpty()) {
            return;
        }
        JournalCodec codec = new JournalCodec();
        try (TopicWriter writer = target.records().writer(InternalTopics.JOURNAL)) {
            for (SwitchRecord record : whole) {
                JournalEntry entry = new JournalEntry(
                        record.id(),
                        record.nextSeq(),
                        now,
                        record.from(),
                        record.to(),
                        record.by(),
                        Event.RETURNED,
                        null,
                        codec.tree(Map.of("reason", "the flow was turned round since, and is taken up again")));
                writer.write(codec.key(entry), codec.line(entry).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
