package dev.baton.mirror;

import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TopicTail;
import dev.baton.config.ClusterConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateCodec;
import dev.baton.state.StateRecord;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot topic as this process follows it: what other processes wrote, and the word of a switch. Used by one thread at
 * a time.
 */
final class StateTail implements AutoCloseable {
    private final TopicTail tail;
    private final StateCodec codec = new StateCodec();
    private final Map<TopicPartition, Mark> marks = new PartitionMap<>();
    private final Map<TopicPartition, Mark> news = new PartitionMap<>();
    private final Map<String, GroupSnapshot> groups = new HashMap<>();
    private final Map<String, GroupSnapshot> groupNews = new HashMap<>();
    /** The last sign of life of who has each shard. */
    private final Map<Integer, MirrorBeat> owners = new HashMap<>();

    /** Those that were written first: of two processes that make them at the same time, one wakes late and writes over. */
    private @Nullable FlowFacts facts;

    /** Those that stood in their place, each of which is written over once. */
    private final Set<FlowFacts> late = new HashSet<>();

    private boolean writtenOver;
    private SwitchedGeneration switched = SwitchedGeneration.NONE;
    private final List<SwitchedGeneration> words = new ArrayList<>();

    StateTail(ClusterConfig target, String sourceAlias) {
        this.tail = new TopicTail(target, InternalTopics.snapshot(sourceAlias));
    }

    /** Reads on; whether all is read, within the time, that was there when this was called. */
    synchronized boolean poll(Duration atMost) {
        return tail.poll(atMost, this::accept);
    }

    private void accept(KafkaRecord read) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key == null) {
            return;
        }
        if (value == null) {
            // a failback that rebuilds the target's topics takes their marks away
            codec.markedBy(key).ifPresent(partition -> {
                marks.remove(partition);
                news.remove(partition);
            });
            return;
        }
        StateRecord state = codec.decode(key, value).orElse(null);
        if (state instanceof Mark mark) {
            TopicPartition partition = mark.sourcePartition();
            marks.put(partition, mark);
            news.put(partition, mark);
        } else if (state instanceof GroupSnapshot group) {
            groups.put(group.group(), group);
            groupNews.put(group.group(), group);
        } else if (state instanceof MirrorBeat beat) {
            beat.shards().forEach(shard -> owners.put(shard, beat));
        } else if (state instanceof FlowFacts found) {
            keepFirst(found);
        } else if (state instanceof SwitchedGeneration generation && generation.generation() > switched.generation()) {
            if (generation.generation() > switched.generation() + 1) {
                words.add(unknown(generation.generation() - 1));
            }
            words.add(generation);
            switched = generation;
        }
    }

    private void keepFirst(FlowFacts found) {
        FlowFacts first = facts;
        if (first == null || !found.areOfTheFlowOf(first)) {
            facts = found;
        } else if (found.equals(first)) {
            writtenOver = false;
        } else {
            writtenOver = late.add(found);
        }
    }

    // compaction keeps the last word alone
    private static SwitchedGeneration unknown(long generation) {
        return new SwitchedGeneration(generation, "", false, List.of(), true, List.of(), Instant.EPOCH);
    }

    synchronized @Nullable FlowFacts facts() {
        return facts;
    }

    /** The facts, where others stand in their place, which compaction would keep instead; null where none do. */
    synchronized @Nullable FlowFacts factsWrittenOver() {
        return writtenOver ? facts : null;
    }

    synchronized SwitchedGeneration switched() {
        return switched;
    }

    /**
     * Tells every word of a switch, or of its undoing, that was read since the last call of this method, in order; in place of
     * those that are gone one that covers all topics. Whoever slept reads both at once, and what was moved and given back
     * meanwhile is not what it was. Once this returns, none that was read before is on its way to be told.
     */
    synchronized void tellWords(Consumer<SwitchedGeneration> told) {
        words.forEach(told);
        words.clear();
    }

    /** The last marks of the partitions of those shards. */
    synchronized Map<TopicPartition, Mark> marks(Set<Integer> shards) {
        return marks.entrySet().stream()
                .filter(e -> shards.contains(
                        InternalTopics.shardOf(e.getKey().topic(), e.getKey().partition())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The marks that were read since the last call of this method, whoever wrote them. */
    synchronized Map<TopicPartition, Mark> takeMarkNews() {
        Map<TopicPartition, Mark> taken = Map.copyOf(news);
        news.clear();
        return taken;
    }

    /** What was mirrored before, by the topic's name on the source. */
    synchronized Map<String, MarkedTopic> markedTopics() {
        return marks.values().stream()
                .collect(Collectors.groupingBy(
                        Mark::topic, Collectors.collectingAndThen(Collectors.toList(), MarkedTopic::of)));
    }

    /** The last mark of a partition, whoever wrote it; null where nobody did. */
    synchronized @Nullable Mark mark(TopicPartition partition) {
        return marks.get(partition);
    }

    /** Why a partition does not go on, as the process that has it last said; null where it said nothing of the kind. */
    synchronized @Nullable String fault(TopicPartition partition) {
        MirrorBeat owner = owners.get(InternalTopics.shardOf(partition.topic(), partition.partition()));
        return owner == null
                ? null
                : owner.faults().stream()
                        .filter(fault -> !fault.moves() && fault.source().equals(partition))
                        .map(MirrorBeat.Fault::reason)
                        .findFirst()
                        .orElse(null);
    }

    /** The last snapshots of the groups of those shards. */
    synchronized Map<String, GroupSnapshot> groups(Set<Integer> shards) {
        return groups.entrySet().stream()
                .filter(e -> shards.contains(InternalTopics.shardOf(e.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The snapshots that were read since the last call of this method, whoever wrote them. */
    synchronized List<GroupSnapshot> takeGroupNews() {
        List<GroupSnapshot> taken = List.copyOf(groupNews.values());
        groupNews.clear();
        return taken;
    }

    @Override
    public synchronized void close() {
        tail.close();
    }
}
