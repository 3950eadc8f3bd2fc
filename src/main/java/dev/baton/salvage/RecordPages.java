package dev.baton.salvage;

import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The records of a stretch of a partition one after the other, read page by page; for one thread. */
final class RecordPages {
    private static final int PAGE = 2_000;

    private final RecordReader reader;
    private final TopicPartition partition;
    private final long to;
    private final Deque<KafkaRecord> page = new ArrayDeque<>();
    private long from;
    private boolean ended;

    RecordPages(RecordReader reader, TopicPartition partition, long from, long to) {
        this.reader = reader;
        this.partition = partition;
        this.from = from;
        this.to = to;
    }

    /** The next record, which stays the next one; null behind the last. */
    @Nullable
    KafkaRecord peek() {
        if (page.isEmpty() && !ended) {
            page.addAll(reader.read(partition, from, to, PAGE));
            ended = page.size() < PAGE;
            from = page.isEmpty() ? to : page.getLast().offset() + 1;
        }
        return page.peek();
    }

    /** The next record, taken; null behind the last. */
    @Nullable
    KafkaRecord next() {
        KafkaRecord next = peek();
        page.poll();
        return next;
    }
}
