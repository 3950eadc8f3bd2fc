package dev.baton.translate;

import dev.baton.cluster.KafkaRecord;
import dev.baton.translate.LogWindow.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.common.record.TimestampType;

/** Collects target records from the first one on that matters, until enough are known behind the first unconsumed one. */
final class TargetScan {
    private static final long TELL_EVERY = 200_000;

    private final List<KafkaRecord> around;
    private final long committed;
    private final int behind;
    private final boolean fromStart;
    private final LongConsumer progress;
    private final List<Item> found = new ArrayList<>();
    private List<Item> source = List.of();
    private final Set<Fingerprint> known = new HashSet<>();
    private final Set<Fingerprint> unconsumed = new HashSet<>();
    private boolean begun;
    private boolean withTime = true;
    private boolean met;
    private long read;
    private long since = -1;

    /**
     * A scan for the records around a commit.
     *
     * @param behind how many records to read behind the first unconsumed one, to see stretches that were copied again
     */
    TargetScan(List<KafkaRecord> around, long committed, int behind, boolean fromStart, LongConsumer progress) {
        this.around = around;
        this.committed = committed;
        this.behind = behind;
        this.fromStart = fromStart;
        this.progress = progress;
        prepare();
    }

    /** Takes the next record; false where no more are wanted. */
    boolean add(KafkaRecord record) {
        if (!begun) {
            begun = true;
            withTime = record.timestampType() != TimestampType.LOG_APPEND_TIME;
            prepare();
        }
        Fingerprint print = Fingerprint.of(record, withTime);
        met = met || known.contains(print);
        if (met || (fromStart && found.isEmpty())) {
            found.add(new Item(record.offset(), print));
        }
        read++;
        if (read % TELL_EVERY == 0) {
            progress.accept(read);
        }
        if (since < 0 && unconsumed.contains(print)) {
            since = read;
        }
        return since < 0 || read - since < behind;
    }

    List<Item> sourceItems() {
        return source;
    }

    /** What was read, up to the log's end or to where the scan ended. */
    LogWindow targetWindow(long logEnd, boolean toEnd) {
        long end =
                toEnd || found.isEmpty() ? logEnd : found.get(found.size() - 1).offset() + 1;
        return new LogWindow(found, end, fromStart, toEnd);
    }

    private void prepare() {
        source = around.stream()
                .map(record -> new Item(record.offset(), Fingerprint.of(record, withTime)))
                .toList();
        known.clear();
        unconsumed.clear();
        for (Item item : source) {
            known.add(item.print());
            if (item.offset() >= committed) {
                unconsumed.add(item.print());
            }
        }
    }
}
