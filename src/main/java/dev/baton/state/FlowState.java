package dev.baton.state;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that Baton knows of one flow, as read from its target cluster. Immutable.
 *
 * @param source alias of the flow's source
 * @param facts null where no mirror of the flow ever ran
 * @param marks by the partition's name on the source
 * @param beats of the processes that mirror the flow, or died while they did; those that ended in good order are gone
 * @param groups the last snapshot of each group, by its name
 * @param switched {@link SwitchedGeneration#NONE} where nothing was switched
 * @param turns where partitions were turned round, by their name on the source; of a flow back alone
 * @param skipped records that this version does not understand
 */
public record FlowState(
        String source,
        @Nullable FlowFacts facts,
        Map<TopicPartition, Mark> marks,
        List<MirrorBeat> beats,
        Map<String, GroupSnapshot> groups,
        SwitchedGeneration switched,
        Map<TopicPartition, TurnPoint> turns,
        int skipped) {

    public FlowState {
        marks = ByPartition.copy(marks);
        beats = List.copyOf(beats);
        groups = Map.copyOf(groups);
        turns = ByPartition.copy(turns);
    }

    /** A flow that was never turned round. */
    public FlowState(
            String source,
            @Nullable FlowFacts facts,
            Map<TopicPartition, Mark> marks,
            List<MirrorBeat> beats,
            Map<String, GroupSnapshot> groups,
            SwitchedGeneration switched,
            int skipped) {
        this(source, facts, marks, beats, groups, switched, Map.of(), skipped);
    }

    /** The state of a flow that Baton never mirrored. */
    public static FlowState none(String source) {
        return new FlowState(source, null, Map.of(), List.of(), Map.of(), SwitchedGeneration.NONE, 0);
    }

    /**
     * The state that records tell of, the last one of each key.
     *
     * @param skipped records beside them that this version does not understand
     */
    static FlowState of(String source, Collection<StateRecord> records, int skipped) {
        @Nullable FlowFacts facts = null;
        Map<TopicPartition, Mark> marks = new PartitionMap<>();
        List<MirrorBeat> beats = new ArrayList<>();
        Map<String, GroupSnapshot> groups = new HashMap<>();
        SwitchedGeneration switched = SwitchedGeneration.NONE;
        Map<TopicPartition, TurnPoint> turns = new PartitionMap<>();
        for (StateRecord state : records) {
            if (state instanceof FlowFacts found) {
                facts = found;
            } else if (state instanceof Mark mark) {
                marks.put(mark.sourcePartition(), mark);
            } else if (state instanceof MirrorBeat beat) {
                beats.add(beat);
            } else if (state instanceof GroupSnapshot group) {
                groups.put(group.group(), group);
            } else if (state instanceof TurnPoint turn) {
                turns.put(new TopicPartition(turn.topic(), turn.partition()), turn);
            } else if (state instanceof SwitchedGeneration generation) {
                switched = generation;
            }
        }
        return new FlowState(source, facts, marks, beats, groups, switched, turns, skipped);
    }

    /** Whether there is anything at all. */
    public boolean exists() {
        return facts != null || !marks.isEmpty() || !beats.isEmpty() || !groups.isEmpty();
    }

    /**
     * Until when a mark is known to have been true: an unchanged one is not written again, the beat speaks for it, unless it
     * says that the partition does not move.
     */
    public Instant asOf(Mark mark) {
        int shard = InternalTopics.shardOf(mark.topic(), mark.partition());
        return beats.stream()
                .filter(beat -> beat.shards().contains(shard))
                .filter(beat -> beat.faults().stream()
                        .noneMatch(fault -> !fault.moves() && fault.source().equals(mark.sourcePartition())))
                .map(MirrorBeat::marksCurrentAt)
                .reduce(mark.time(), FlowState::later);
    }

    /** Until when the commits of a snapshot are known to have been the group's. */
    public Instant asOf(GroupSnapshot snapshot) {
        int shard = InternalTopics.shardOf(snapshot.group());
        return beats.stream()
                .filter(beat -> beat.shards().contains(shard))
                .flatMap(beat -> Stream.ofNullable(beat.groupsReadAt()))
                .reduce(snapshot.asOf(), FlowState::later);
    }

    /**
     * Refuses clusters that cannot be the two ends of this flow: one cluster given twice, or an alias that stands for another
     * cluster than when the flow began. A null id is not known.
     */
    public void requireClusters(@Nullable String sourceId, @Nullable String targetId) {
        if (sourceId != null && sourceId.equals(targetId)) {
            throw BatonException.usage(
                    "source and target are one cluster, id " + sourceId + "; correct their bootstrap.servers");
        }
        if (facts != null) {
            requireSame(facts.from(), facts.sourceClusterId(), sourceId);
            requireSame(facts.to(), facts.targetClusterId(), targetId);
        }
    }

    private static void requireSame(String alias, String recorded, @Nullable String found) {
        if (found != null && !found.equals(recorded)) {
            throw BatonException.usage("cluster " + alias + " was id " + recorded + " when the flow began, and is "
                    + found + " now; correct its bootstrap.servers, or give the flow another alias");
        }
    }

    /** Groups of Streams applications that commit in transactions, as far as the mirror saw. */
    public Set<String> exactlyOnce() {
        return groups.values().stream()
                .filter(GroupSnapshot::exactlyOnce)
                .map(GroupSnapshot::group)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How the flow names topics on its target: as was done, else as configured. */
    public TopicNaming naming(TopicNaming configured) {
        return facts == null ? configured : new TopicNaming(facts.prefix());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
