package dev.baton.cluster;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of partitions begin and end. Partitions without a leader fail at once, since the client would wait for one
 * to be elected (KAFKA-19500). One of these looks once at who leads a topic, so it is for questions that follow each other.
 */
public final class LogOffsets {
    private static final int AT_ONCE = 500;

    private final Cluster cluster;
    private final Duration atMost;
    private final Map<String, Outcome<Map<Integer, TopicPartitionInfo>>> looked = new ConcurrentHashMap<>();

    LogOffsets(Cluster cluster, Duration atMost) {
        this.cluster = cluster;
        this.atMost = atMost;
    }

    /** The first offset that can still be read. */
    public Map<TopicPartition, Outcome<Long>> logStart(Collection<TopicPartition> partitions) {
        return plain("read log starts", partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The high watermark. */
    public Map<TopicPartition, Outcome<Long>> logEnd(Collection<TopicPartition> partitions) {
        return plain("read log ends", partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** The leader epoch that the end of the log is of; empty where the broker does not tell. */
    public Map<TopicPartition, Outcome<Optional<Integer>>> leaderEpochs(Collection<TopicPartition> partitions) {
        return list(
                "read leader epochs",
                all(partitions, OffsetSpec.latest()),
                IsolationLevel.READ_UNCOMMITTED,
                ListOffsetsResultInfo::leaderEpoch);
    }

    /** The last stable offset: below it every transaction is decided. */
    public Map<TopicPartition, Outcome<Long>> stable(Collection<TopicPartition> partitions) {
        return plain("read last stable offsets", partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** The first record whose time is not before the given one, milliseconds since the epoch; empty where there is none. */
    public Map<TopicPartition, Outcome<Optional<TimedOffset>>> atTime(Map<TopicPartition, Long> times) {
        Map<TopicPartition, OffsetSpec> specs = new PartitionMap<>();
        times.forEach((partition, time) -> specs.put(partition, at(time)));
        return list("look up offsets by time", specs, IsolationLevel.READ_UNCOMMITTED, LogOffsets::timed);
    }

    /** Every record is as late as a time below 0, which records without a time have; the protocol means the end by it. */
    private static OffsetSpec at(long time) {
        return time < 0 ? OffsetSpec.earliest() : OffsetSpec.forTimestamp(time);
    }

    /** The record with the greatest time; empty where the log is empty. */
    public Map<TopicPartition, Outcome<Optional<TimedOffset>>> maxTimestamp(Collection<TopicPartition> partitions) {
        return list(
                "read the newest times",
                all(partitions, OffsetSpec.maxTimestamp()),
                IsolationLevel.READ_UNCOMMITTED,
                LogOffsets::timed);
    }

    /** Moves log starts up; gives each partition's log start afterwards. */
    public Map<TopicPartition, Outcome<Long>> deleteRecordsBefore(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, RecordsToDelete> requests = new PartitionMap<>();
        offsets.forEach((partition, offset) -> requests.put(partition, RecordsToDelete.beforeOffset(offset)));
        return cluster.calls()
                .ofPartitions(Asked.to("move log starts").needing(AclOperation.DELETE, ResourceType.TOPIC), millis -> {
                    Map<TopicPartition, KafkaFuture<Long>> starts = new PartitionMap<>();
                    cluster.admin()
                            .deleteRecords(requests, new DeleteRecordsOptions().timeoutMs(millis))
                            .lowWatermarks()
                            .forEach((partition, deleted) ->
                                    starts.put(partition, deleted.thenApply(records -> records.lowWatermark())));
                    return starts;
                });
    }

    private Map<TopicPartition, Outcome<Long>> plain(
            String asked, Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        return list(asked, all(partitions, spec), isolation, ListOffsetsResultInfo::offset);
    }

    private <T> Map<TopicPartition, Outcome<T>> list(
            String asked,
            Map<TopicPartition, OffsetSpec> specs,
            IsolationLevel isolation,
            Function<ListOffsetsResultInfo, T> read) {
        Map<TopicPartition, Outcome<T>> outcomes = new PartitionMap<>();
        withoutLeader(specs.keySet()).forEach((partition, failure) -> outcomes.put(partition, Outcome.failed(failure)));
        List<TopicPartition> askable = byTopic(specs.keySet()).stream()
                .filter(partition -> !outcomes.containsKey(partition))
                .toList();
        if (!askable.isEmpty()) {
            outcomes.putAll(cluster.calls()
                    .ofPartitions(
                            Asked.to(asked)
                                    .needing(AclOperation.DESCRIBE, ResourceType.TOPIC)
                                    .within(atMost),
                            millis -> ask(askable, specs, new ListOffsetsOptions(isolation).timeoutMs(millis), read)));
        }
        return outcomes;
    }

    /**
     * Not all at once: the client keeps what it is asked for in maps in which many partitions lie badly (see
     * {@link PartitionMap}). Those of one topic together: with each question it asks who leads all partitions of its topics.
     */
    private <T> Map<TopicPartition, KafkaFuture<T>> ask(
            List<TopicPartition> partitions,
            Map<TopicPartition, OffsetSpec> specs,
            ListOffsetsOptions options,
            Function<ListOffsetsResultInfo, T> read) {
        Map<TopicPartition, KafkaFuture<T>> answers = new PartitionMap<>();
        for (int from = 0; from < partitions.size(); from += AT_ONCE) {
            List<TopicPartition> some = partitions.subList(from, Math.min(partitions.size(), from + AT_ONCE));
            var result = cluster.admin()
                    .listOffsets(some.stream().collect(Collectors.toMap(Function.identity(), specs::get)), options);
            some.forEach(partition ->
                    answers.put(partition, result.partitionResult(partition).thenApply(read::apply)));
        }
        return answers;
    }

    private static List<TopicPartition> byTopic(Collection<TopicPartition> partitions) {
        return partitions.stream().collect(Collectors.groupingBy(TopicPartition::topic)).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Partitions that cannot be asked now, each with the reason. */
    private Map<TopicPartition, BatonException> withoutLeader(Collection<TopicPartition> partitions) {
        look(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<TopicPartition, BatonException> failures = new PartitionMap<>();
        for (TopicPartition partition : partitions) {
            Outcome<Map<Integer, TopicPartitionInfo>> topic = looked.get(partition.topic());
            if (topic instanceof Outcome.Failed<Map<Integer, TopicPartitionInfo>> failed) {
                failures.put(partition, failed.failure());
            } else if (topic != null) {
                leaderProblem(topic.orThrow().get(partition.partition()), partition)
                        .ifPresent(failure -> failures.put(partition, failure));
            }
        }
        return failures;
    }

    private void look(Set<String> topics) {
        Set<String> open = new HashSet<>(topics);
        open.removeAll(looked.keySet());
        cluster.topics()
                .descriptions(open)
                .forEach((topic, outcome) -> looked.put(topic, outcome.map(LogOffsets::byNumber)));
    }

    private static Map<Integer, TopicPartitionInfo> byNumber(TopicDescription topic) {
        return topic.partitions().stream()
                .collect(Collectors.toMap(TopicPartitionInfo::partition, Function.identity()));
    }

    private Optional<BatonException> leaderProblem(@Nullable TopicPartitionInfo info, TopicPartition partition) {
        if (info == null) {
            return Optional.of(new BatonException(
                    FailureKind.INCOMPLETE, partition + " does not exist on cluster " + cluster.alias()));
        }
        if (info.leader() == null || info.leader().isEmpty()) {
            return Optional.of(cluster.calls().withoutLeader(partition));
        }
        return Optional.empty();
    }

    private static Map<TopicPartition, OffsetSpec> all(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = new PartitionMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        return specs;
    }

    private static Optional<TimedOffset> timed(ListOffsetsResultInfo info) {
        return info.offset() < 0 ? Optional.empty() : Optional.of(new TimedOffset(info.offset(), info.timestamp()));
    }
}
