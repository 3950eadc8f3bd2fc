package dev.baton.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** Bounded reads of partitions by explicit offsets, over one connection; for one thread. Joins no group. */
public final class RecordReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_STEP_BACK = 100;

    private final Calls calls;
    private final KafkaConsumer<byte[], byte[]> consumer;

    RecordReader(Calls calls, Map<String, Object> properties) {
        this.calls = calls;
        this.consumer = calls.create(() -> new KafkaConsumer<>(properties));
    }

    /** The partitions of a topic; empty where there is no such topic. */
    public List<TopicPartition> partitionsOf(String topic) {
        return described(topic).stream().map(RecordReader::partition).toList();
    }

    /** The partitions of a topic, by whether each has a leader now. */
    Map<Boolean, List<TopicPartition>> partitionsByLed(String topic) {
        return described(topic).stream()
                .collect(Collectors.partitioningBy(
                        info -> info.leader() != null && !info.leader().isEmpty(),
                        Collectors.mapping(RecordReader::partition, Collectors.toList())));
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    private List<PartitionInfo> described(String topic) {
        Asked asked = Asked.to("name the partitions of " + topic).needing(AclOperation.DESCRIBE, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, Duration.ofMillis(millis));
            calls.sawAnswer();
            return infos == null ? List.of() : infos;
        } catch (KafkaException e) {
            throw calls.failure(asked, e);
        }
    }

    /** Reads each partition from its start to the end that it has now. */
    public void readToEnd(Collection<TopicPartition> partitions, Consumer<KafkaRecord> handler) {
        if (partitions.isEmpty()) {
            return;
        }
        Asked asked = Asked.to("read " + partitions.iterator().next().topic() + " to its end")
                .needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, Duration.ofMillis(millis));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Duration.ofMillis(millis));
            calls.sawAnswer();
            Map<TopicPartition, Long> open = new PartitionMap<>();
            ends.forEach((partition, end) -> {
                if (end > starts.getOrDefault(partition, 0L)) {
                    open.put(partition, end);
                }
            });
            consumer.assign(open.keySet());
            open.keySet().forEach(partition -> consumer.seek(partition, starts.getOrDefault(partition, 0L)));
            drain(open, handler, deadline);
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * Reads one partition from an offset, or from its start where that is later, to the end that it has now.
     *
     * @return that end: where to read on another time
     */
    public long readOn(TopicPartition partition, long from, Consumer<KafkaRecord> handler) {
        return readOn(Map.of(partition, from), handler).getOrDefault(partition, from);
    }

    /** The same of several partitions; a reader with a deadline a call has that for each step of the way. */
    public Map<TopicPartition, Long> readOn(Map<TopicPartition, Long> from, Consumer<KafkaRecord> handler) {
        if (from.isEmpty()) {
            return Map.of();
        }
        TopicPartition any = from.keySet().iterator().next();
        Asked asked = Asked.to("read " + any + " from offset " + from.get(any) + " to its end")
                .needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            Duration limit = Duration.ofMillis(millis);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(from.keySet(), limit);
            Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet(), limit);
            calls.sawAnswer();
            Map<TopicPartition, Long> open = new PartitionMap<>();
            Map<TopicPartition, Long> next = new PartitionMap<>();
            from.forEach((partition, wanted) -> {
                long start = Math.max(wanted, starts.getOrDefault(partition, wanted));
                long end = ends.getOrDefault(partition, start);
                next.put(partition, Math.max(start, end));
                if (start < end) {
                    open.put(partition, end);
                }
            });
            if (!open.isEmpty()) {
                begin(open.keySet(), partition -> from(from, starts, partition));
                drain(open, handler, deadline);
            }
            return Map.copyOf(next);
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * The records of one partition with offsets from {@code from} up to but without {@code to}, at most so many. Fewer, or
     * none, where there are none: markers, aborted records and holes are passed over, a log that starts later or ends earlier
     * bounds the read.
     */
    public List<KafkaRecord> read(TopicPartition partition, long from, long to, int atMost) {
        Asked asked =
                Asked.to("read " + partition + " from offset " + from).needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        List<KafkaRecord> found = new ArrayList<>();
        try {
            Duration limit = Duration.ofMillis(millis);
            List<TopicPartition> one = List.of(partition);
            long start = Math.max(from, consumer.beginningOffsets(one, limit).getOrDefault(partition, from));
            long end = Math.min(to, consumer.endOffsets(one, limit).getOrDefault(partition, 0L));
            calls.sawAnswer();
            if (start < end && atMost > 0) {
                begin(partition, start);
                collect(partition, end, atMost, found, deadline);
            }
            return found;
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * Passes the records of one partition on, in order, with offsets from {@code from} up to but without {@code to}, until
     * the taker wants no more.
     *
     * @param taker false from it ends the scan
     * @return whether {@code to}, or the log's end where that comes first, was reached
     */
    public boolean scan(TopicPartition partition, long from, long to, Predicate<KafkaRecord> taker) {
        Asked asked =
                Asked.to("read " + partition + " from offset " + from).needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            Duration limit = Duration.ofMillis(millis);
            List<TopicPartition> one = List.of(partition);
            long start = Math.max(from, consumer.beginningOffsets(one, limit).getOrDefault(partition, from));
            long end = Math.min(to, consumer.endOffsets(one, limit).getOrDefault(partition, 0L));
            calls.sawAnswer();
            if (start >= end) {
                return true;
            }
            begin(partition, start);
            return pass(partition, end, taker, deadline);
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * The same between offsets that are known to be within the log, without asking for its ends.
     *
     * @return whether {@code to} was reached, or the log's end where it ends earlier now
     */
    public boolean scanKnown(TopicPartition partition, long from, long to, Predicate<KafkaRecord> taker) {
        if (from >= to) {
            return true;
        }
        Asked asked =
                Asked.to("read " + partition + " from offset " + from).needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            begin(partition, from);
            return pass(partition, to, taker, deadline);
        } catch (OffsetOutOfRangeException e) {
            return scan(partition, from, to, taker);
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * The last record of a partition before an offset, but not before another one; empty where there is none. Markers, aborted
     * records and holes may lie between: it steps back, ten times as far each time, and keeps one record.
     */
    public Optional<KafkaRecord> lastBefore(TopicPartition partition, long offset, long start) {
        long to = offset;
        for (long step = FIRST_STEP_BACK; to > start; step *= 10) {
            long from = Math.max(start, to - step);
            AtomicReference<KafkaRecord> last = new AtomicReference<>();
            scan(partition, from, to, record -> {
                last.set(record);
                return true;
            });
            Optional<KafkaRecord> found = Optional.ofNullable(last.get());
            if (found.isPresent()) {
                return found;
            }
            to = from;
        }
        return Optional.empty();
    }

    /** The first record of a time or later, milliseconds since the epoch; empty where there is none. */
    public OptionalLong firstAt(TopicPartition partition, long time) {
        Asked asked = Asked.to("look up offsets of " + partition + " by time")
                .needing(AclOperation.DESCRIBE, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        try {
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, time), Duration.ofMillis(millis))
                    .get(partition);
            calls.sawAnswer();
            return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
        } catch (KafkaException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * Like {@link #scan}, for logs of any size: the deadline is one for coming forward, and begins anew with each record.
     */
    public boolean walk(TopicPartition partition, long from, long to, Predicate<KafkaRecord> taker) {
        Asked asked =
                Asked.to("read " + partition + " from offset " + from).needing(AclOperation.READ, ResourceType.TOPIC);
        Duration limit = Duration.ofMillis(calls.begin(asked.words()));
        try {
            List<TopicPartition> one = List.of(partition);
            long start = Math.max(from, consumer.beginningOffsets(one, limit).getOrDefault(partition, from));
            long end = Math.min(to, consumer.endOffsets(one, limit).getOrDefault(partition, 0L));
            calls.sawAnswer();
            if (start >= end) {
                return true;
            }
            begin(partition, start);
            long before = start;
            while (before < end) {
                long deadline = System.nanoTime() + limit.toNanos();
                if (!passSome(partition, before, end, taker, deadline)) {
                    return false;
                }
                before = consumer.position(partition, limit);
            }
            return true;
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    /**
     * Reads this partition alone from that offset on, with nothing known of it. What the consumer was last told of a
     * partition that stays assigned, by a look-up by time as well, it takes for the log's end
     * ({@code OffsetFetcherUtils.updateSubscriptionState}), and would see no lag where there is one.
     */
    private void begin(TopicPartition partition, long offset) {
        begin(List.of(partition), one -> offset);
    }

    private void begin(Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> offset) {
        consumer.unsubscribe();
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, offset.applyAsLong(partition)));
    }

    /** Passes records on until the position is past the given one. */
    private boolean passSome(
            TopicPartition partition, long position, long end, Predicate<KafkaRecord> taker, long deadline)
            throws TimeoutException {
        while (consumer.position(partition, POLL) == position) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> read : polled) {
                if (read.offset() >= end) {
                    return true;
                }
                if (!taker.test(new KafkaRecord(read))) {
                    return false;
                }
            }
            if (polled.isEmpty()) {
                checkTime(deadline);
            }
        }
        return true;
    }

    private boolean pass(TopicPartition partition, long end, Predicate<KafkaRecord> taker, long deadline)
            throws TimeoutException {
        while (consumer.position(partition, POLL) < end) {
            if (consumer.currentLag(partition).orElse(1) == 0) {
                return true;
            }
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                if (read.offset() >= end) {
                    return true;
                }
                if (!taker.test(new KafkaRecord(read))) {
                    return false;
                }
            }
            checkTime(deadline);
        }
        return true;
    }

    /** The first record at or after an offset, for many partitions at once; none where there is none up to now. */
    public Map<TopicPartition, KafkaRecord> first(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, KafkaRecord> found = new PartitionMap<>();
        if (offsets.isEmpty()) {
            return found;
        }
        Asked asked =
                Asked.to("read the first records from given offsets").needing(AclOperation.READ, ResourceType.TOPIC);
        int millis = calls.begin(asked.words());
        long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            Duration limit = Duration.ofMillis(millis);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(offsets.keySet(), limit);
            Map<TopicPartition, Long> open = new PartitionMap<>(consumer.endOffsets(offsets.keySet(), limit));
            calls.sawAnswer();
            open.entrySet().removeIf(end -> from(offsets, starts, end.getKey()) >= end.getValue());
            consumer.assign(open.keySet());
            open.keySet().forEach(partition -> consumer.seek(partition, from(offsets, starts, partition)));
            drain(open, read -> keepFirst(found, open, read), deadline);
            return found;
        } catch (KafkaException | TimeoutException e) {
            throw calls.failure(asked, e);
        }
    }

    private static long from(
            Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> starts, TopicPartition partition) {
        return Math.max(offsets.getOrDefault(partition, 0L), starts.getOrDefault(partition, 0L));
    }

    /** Moves the end of a partition to what was found, so that no more of it is read. */
    private static void keepFirst(
            Map<TopicPartition, KafkaRecord> found, Map<TopicPartition, Long> open, KafkaRecord read) {
        if (found.putIfAbsent(read.topicPartition(), read) == null) {
            open.replace(read.topicPartition(), read.offset());
        }
    }

    private void collect(TopicPartition partition, long end, int atMost, List<KafkaRecord> found, long deadline)
            throws TimeoutException {
        while (consumer.position(partition, POLL) < end && found.size() < atMost) {
            for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                if (read.offset() < end && found.size() < atMost) {
                    found.add(new KafkaRecord(read));
                }
            }
            checkTime(deadline);
        }
    }

    // a long read that gets on is no broker that does not answer: only where one deadline is all there is does it end
    // it
    private void drain(Map<TopicPartition, Long> open, Consumer<KafkaRecord> handler, long deadline)
            throws TimeoutException {
        long patience = deadline - System.nanoTime();
        long until = deadline;
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty() && calls.isPerCall()) {
                until = System.nanoTime() + patience;
            }
            for (TopicPartition partition : polled.partitions()) {
                for (ConsumerRecord<byte[], byte[]> read : polled.records(partition)) {
                    // for each record: who takes one may move the end
                    Long end = open.get(partition);
                    if (end != null && read.offset() < end) {
                        handler.accept(new KafkaRecord(read));
                    }
                }
            }
            if (open.entrySet().removeIf(entry -> consumer.position(entry.getKey()) >= entry.getValue())) {
                consumer.assign(open.keySet());
            }
            checkTime(until);
        }
    }

    private static void checkTime(long deadline) throws TimeoutException {
        if (System.nanoTime() > deadline) {
            throw new TimeoutException();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
