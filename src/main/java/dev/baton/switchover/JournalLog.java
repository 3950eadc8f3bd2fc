package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.failure.BatonException;
import dev.baton.state.InternalTopics;
import java.util.ArrayList;
import java.util.List;

/**
 * The journal of a target cluster, for a command that looks several times: read from its start once, then from where the last
 * reading ended. An entry can hold the offsets of many groups, so that it is worth reading once only.
 */
public final class JournalLog {
    private final JournalCodec codec = new JournalCodec();
    private List<JournalEntry> entries = new ArrayList<>();
    private JournalParts parts = new JournalParts();
    private int skipped;
    private long next;

    /** All switches up to now. */
    synchronized SwitchHistory read(Cluster target) {
        try {
            next = target.records().readOn(InternalTopics.JOURNAL, next, this::add);
        } catch (BatonException e) {
            entries = new ArrayList<>();
            parts = new JournalParts();
            skipped = 0;
            next = 0;
            throw e;
        }
        return new SwitchHistory(entries, skipped);
    }

    private void add(KafkaRecord read) {
        byte[] value = read.value();
        if (value != null) {
            parts.join(read.key(), value)
                    .ifPresent(line -> codec.decode(line).ifPresentOrElse(entries::add, () -> skipped++));
        }
    }
}
