package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.TopicWriter;
import dev.baton.state.InternalTopics;
import dev.baton.switchover.JournalEntry.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The switches of a flow that was turned round and is taken up again: their failover points count no more. */
public final class Returned {
    private final Cluster target;
    private final List<SwitchRecord> ended;

    private Returned(Cluster target, List<SwitchRecord> ended) {
        this.target = target;
        this.ended = ended;
    }

    /** Those of one flow that still count. */
    public static Returned of(Cluster target, String from, String to) {
        return new Returned(
                target,
                SwitchHistory.read(target).switches().stream()
                        .filter(record ->
                                record.from().equals(from) && record.to().equals(to))
                        .filter(SwitchRecord::endsTheFlow)
                        .toList());
    }

    /** Notes it in the journal of each. */
    public void write(Instant now) {
        if (ended.isEmpty()) {
            return;
        }
        JournalCodec codec = new JournalCodec();
        try (TopicWriter writer = target.records().writer(InternalTopics.JOURNAL)) {
            for (SwitchRecord record : ended) {
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
