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
            boolean[] seen = {false};
            scan(Math.max(range.start(), range.end() - 1), range.end(), entry -> {
                seen[0] = entry.isAppendTimed();
                return true;
            });
            known = seen[0];
            appendTimed = known;
        }
        return known;
    }

    @Override
    public @Nullable Long firstAt(long time) {
        return reader.firstAt(partition, time).orElse(range.end());
    }

    @Override
    public boolean scan(long from, long to, Predicate<Entry> taker) {
        return reader.scanKnown(partition, from, to, record -> taker.test(new Read(record)));
    }
}
