package dev.baton.wire;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/** Walks a stretch of one partition's log, record by record, holes included; waits for the broker as it goes. */
public final class LogReader implements Iterator<LogItem> {
    private static final int CHUNK_BYTES = 4 << 20;

    private final SourceLog log;
    private final PartitionRef partition;
    private final Supplier<Leader> leader;
    private final long end;
    private final @Nullable Shortfall shortfall;
    private final Deque<LogItem> items = new ArrayDeque<>();
    private long next;
    private boolean exhausted;

    /** Makes the failure of a log that gives less than was asked of it. */
    public interface Shortfall {
        /**
         * The failure to throw.
         *
         * @param lastStable where the committed part of the log ends, below the end that was asked for
         */
        BatonException at(long lastStable);
    }

    private LogReader(
            SourceLog log,
            PartitionRef partition,
            Supplier<Leader> leader,
            long from,
            long end,
            @Nullable Shortfall shortfall) {
        this.log = log;
        this.partition = partition;
        this.leader = leader;
        this.next = from;
        this.end = end;
        this.shortfall = shortfall;
    }

    /** What is committed below an offset: it ends there, or at the last stable offset if that comes first. */
    public static LogReader committed(
            SourceLog log, PartitionRef partition, Supplier<Leader> leader, long from, long end) {
        return new LogReader(log, partition, leader, from, end, null);
    }

    /**
     * All of a stretch whose end is known. What lies behind the last stable offset is not decided yet, so that to take it for
     * holes would be to miss records: the walk then fails.
     */
    public static LogReader whole(
            SourceLog log, PartitionRef partition, Supplier<Leader> leader, long from, long end, Shortfall shortfall) {
        return new LogReader(log, partition, leader, from, end, shortfall);
    }

    @Override
    public boolean hasNext() {
        while (items.isEmpty() && !exhausted && next < end) {
            fetch();
        }
        return !items.isEmpty();
    }

    @Override
    public LogItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return items.remove();
    }

    private void fetch() {
        SourceLog.Position position = new SourceLog.Position(next, null, CHUNK_BYTES, Integer.MAX_VALUE);
        Fetched fetched =
                log.fetch(leader.get().node(), Map.of(partition, position)).getOrDefault(partition, Fetched.NO_WORD);
        if (fetched instanceof Fetched.Chunk chunk) {
            chunk.pieces().forEach(this::add);
            exhausted |= chunk.pieces().isEmpty();
            if (exhausted && next < end && shortfall != null && chunk.lastStable() < end) {
                throw shortfall.at(chunk.lastStable());
            }
        } else if (fetched instanceof Fetched.Throttled) {
            // the next one waits for the end of the pause
            return;
        } else if (fetched instanceof Fetched.Denied) {
            throw log.unreadable(partition);
        } else if (fetched instanceof Fetched.Damaged damaged) {
            throw log.damaged(partition, damaged);
        } else {
            String why = fetched instanceof Fetched.NotNow notNow ? notNow.why() : String.valueOf(fetched);
            throw new BatonException(
                    FailureKind.UNREACHABLE, "cannot read " + partition + " at offset " + next + ": " + why);
        }
    }

    private void add(Piece piece) {
        if (piece.source() >= end) {
            exhausted = true;
        } else if (piece instanceof Piece.Data data) {
            add(data);
        } else {
            long length = Math.min(piece.length(), end - piece.source());
            items.add(new LogItem.Hole(piece.source(), length, piece.leaderEpoch()));
        }
        next = piece.nextSource();
    }

    private void add(Piece.Data data) {
        // a piece that was written anew counts from 0, one that passed through from its offset on the source
        RecordBatch batch = MemoryRecords.readableRecords(data.batch().duplicate())
                .batches()
                .iterator()
                .next();
        long shift = data.source() - batch.baseOffset();
        for (Record record : batch) {
            if (record.offset() + shift < end) {
                items.add(new LogItem.Entry(
                        record.offset() + shift,
                        data.leaderEpoch(),
                        record.timestamp(),
                        data.stamped(),
                        record.key(),
                        record.value(),
                        Arrays.asList(record.headers())));
            }
        }
    }
}
