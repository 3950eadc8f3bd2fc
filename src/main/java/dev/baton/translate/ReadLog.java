package dev.baton.translate;

import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A partition of a cluster, as it is read for a search. */
final class ReadLog implements SearchedLog {
    private final RecordReader reader;
    private final TopicPartition partition;
    private final LogRange range;
    private final ContentHash hash = new ContentHash();
    private @Nullable Boolean appendTimed;

    ReadLog(RecordReader reader, TopicPartition partition, LogRange range) {
        this.reader = reader;
        this.partition = partition;
        this.range = range;
    }

    /** A record whose content is worked out once, and only when asked for. */
    private final class Read implements Entry {
        private final KafkaRecord record;
        private @Nullable Fingerprint content;

        Read(KafkaRecord record) {
            this.record = record;
        }

        @Override
        public long offset() {
            return record.offset();
        }

        @Override
        public long time() {
            return record.timestamp();
        }

        @Override
        public boolean isAppendTimed() {
            return record.timestampType() == TimestampType.LOG_APPEND_TIME;
        }

        @Override
        public Fingerprint content() {
            Fingerprint known = content;
            if (known == null) {
                known = hash.of(record);
                content = known;
            }
            return known;
        }
    }

    @Override
    public LogRange range() {
        return range;
    }

    @Override
    public boolean isAppendTimed() {
        Boolean known = appendTimed;
        if (known == null) {
            known = isNewestAppendTimed();
            appendTimed = known;
        }
        return known;
    }

    /** Markers and holes may lie behind the newest record. */
    private boolean isNewestAppendTimed() {
        boolean[] seen = {false, false};
        long to = range.end();
        for (long step = 1; !seen[0] && to > range.start(); step *= 100) {
            long from = Math.max(range.start(), to - step);
            scan(from, to, entry -> {
                seen[0] = true;
                seen[1] = entry.isAppendTimed();
                return true;
            });
            to = from;
        }
        return seen[1];
    }

    @Override
    public @Nullable Long firstAt(long time) {
        return time < 0 ? range.start() : reader.firstAt(partition, time).orElse(range.end());
    }

    @Override
    public boolean scan(long from, long to, Predicate<Entry> taker) {
        return reader.scanKnown(partition, from, to, record -> taker.test(new Read(record)));
    }
}
