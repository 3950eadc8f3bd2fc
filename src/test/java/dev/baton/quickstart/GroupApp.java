package dev.baton.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The application of one group on one cluster: processes records one by one, in order, and commits every 200 ms what it has
 * processed. On the active cluster a group that has no commit starts at the beginning; on the passive one it has to be told
 * where, and fails where it is not. A slow application fetches little at a time, so that it goes on in all its partitions.
 */
public final class GroupApp {
    private static final Duration COMMIT_EVERY = Duration.ofMillis(200);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final GroupPlan plan;
    private final Site site;
    private final GroupBook book;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final @Nullable Pace pace;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private Map<TopicPartition, Long> committed = Map.of();
    private Instant commitDue = Instant.EPOCH;
    private Instant lookDue = Instant.EPOCH;
    private volatile boolean leaving;
    private volatile boolean abandoned;
    private volatile boolean caughtUp;
    private volatile long processed;
    private final Worker worker;

    private GroupApp(GroupPlan plan, Site site, String bootstrap, GroupBook book) {
        this.plan = plan;
        this.site = site;
        this.book = book;
        this.consumer = new KafkaConsumer<>(
                properties(plan, site, bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.pace = plan.recordsPerSecond() == 0 ? null : new Pace(plan.recordsPerSecond());
        this.worker = Worker.start(plan.group() + "-" + site, this::run);
    }

    private static Map<String, Object> properties(GroupPlan plan, Site site, String bootstrap) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("group.id", plan.group());
        properties.put("group.protocol", plan.protocol());
        properties.put("isolation.level", plan.isolation());
        properties.put("auto.offset.reset", site == Site.ACTIVE ? "earliest" : "none");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        if (plan.recordsPerSecond() > 0) {
            properties.put("max.partition.fetch.bytes", "16384");
        }
        return properties;
    }

    /** Starts the application. */
    public static GroupApp start(GroupPlan plan, Site site, String bootstrap, GroupBook book) {
        return new GroupApp(plan, site, bootstrap, book);
    }

    public String group() {
        return plan.group();
    }

    /** How many records it has processed on this cluster. */
    public long processed() {
        return processed;
    }

    /** Whether it has processed and committed all that its topics held when it last looked. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** What made it stop before it was told to. */
    public Optional<Exception> failure() {
        return worker.failure();
    }

    /** Commits, leaves the group and ends. */
    public void leave() {
        leaving = true;
        worker.join(30_000);
    }

    /** Ends as it is, without a commit: its cluster is dead. */
    public void abandon() {
        abandoned = true;
        leaving = true;
        consumer.wakeup();
        worker.join(10_000);
    }

    private Void run() {
        try {
            consumer.subscribe(plan.topics());
            while (!leaving) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                if (processAll(records)) {
                    consumer.assignment().forEach(p -> next.put(p, consumer.position(p)));
                }
                commitIfDue();
                look(records.isEmpty());
            }
            if (!abandoned) {
                commit();
            }
        } catch (WakeupException e) {
            if (!abandoned) {
                throw e;
            }
        } finally {
            consumer.close(CloseOptions.timeout(abandoned ? Duration.ZERO : Duration.ofSeconds(10)));
        }
        return null;
    }

    /** False where the application had to leave before the last one. */
    private boolean processAll(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (leaving) {
                return false;
            }
            process(record);
        }
        return true;
    }

    private void process(ConsumerRecord<byte[], byte[]> read) {
        if (pace != null) {
            pace.await();
        }
        LogRecord record = LogRecord.of(read);
        book.processed(new Processed(plan.group(), site, record, Instant.now()));
        next.put(record.topicPartition(), record.offset() + 1);
        processed++;
        commitIfDue();
    }

    private void commitIfDue() {
        if (Instant.now().isAfter(commitDue)) {
            commit();
            commitDue = Instant.now().plus(COMMIT_EVERY);
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
        next.forEach((p, offset) -> {
            if (!offset.equals(committed.get(p))) {
                changed.put(p, new OffsetAndMetadata(offset));
            }
        });
        if (changed.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(changed, Duration.ofSeconds(2));
        } catch (TimeoutException e) {
            return;
        }
        committed = Map.copyOf(next);
        changed.forEach((p, o) -> book.committed(new Committed(plan.group(), site, p, o.offset(), Instant.now())));
    }

    private void look(boolean idle) {
        if (!idle || Instant.now().isBefore(lookDue)) {
            return;
        }
        lookDue = Instant.now().plus(LOOK_EVERY);
        Set<TopicPartition> assigned = consumer.assignment();
        if (!assigned.isEmpty()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned);
            caughtUp = ends.equals(committed);
        }
    }
}
