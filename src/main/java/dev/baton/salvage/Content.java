package dev.baton.salvage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a tail holds, counted record by record. */
public final class Content {
    private long records;
    private long bytes;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /** Counts all of a tail. */
    public static Content of(Tail tail, TailSource records) {
        Content content = new Content();
        records.read(tail, tail.from(), record -> {
            content.add(record);
            return true;
        });
        return content;
    }

    void add(TailRecord record) {
        records++;
        bytes += record.size();
        first = Math.min(first, record.timestamp());
        last = Math.max(last, record.timestamp());
    }

    public long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    Instant firstTime() {
        return records == 0 ? null : Instant.ofEpochMilli(first);
    }

    @Nullable
    Instant lastTime() {
        return records == 0 ? null : Instant.ofEpochMilli(last);
    }
}
