package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads what Baton keeps on a target cluster. Always all of it, or a failure: never a part. */
public final class StateReader {
    private final Cluster target;
    private final StateCodec codec = new StateCodec();

    public StateReader(Cluster target) {
        this.target = target;
    }

    /** The aliases of the sources whose flows left state here, in order. */
    public List<String> sources() {
        return target.topics().names().stream()
                .flatMap(topic -> InternalTopics.sourceOfSnapshot(topic).stream())
                .sorted()
                .toList();
    }

    /** The flows found here, by the alias of their source. */
    public Map<String, FlowState> discover() {
        Map<String, FlowState> flows = new TreeMap<>();
        sources().forEach(source -> flows.put(source, read(source)));
        return flows;
    }

    /**
     * The state of the flow that a command works on. Where nobody named its source, the target may know it by another alias
     * than the default.
     */
    public FlowState read(Flow flow) {
        if (flow.named()) {
            return read(flow.config().from());
        }
        List<String> sources = sources();
        if (sources.size() > 1) {
            throw BatonException.usage("cluster " + target.alias() + " is the target of flows from "
                    + String.join(", ", sources) + "; choose one with --from");
        }
        return read(sources.isEmpty() ? flow.config().from() : sources.get(0));
    }

    /** The state of one flow; an empty one where Baton never mirrored it. */
    public FlowState read(String source) {
        Latest latest = new Latest();
        target.records().readToEnd(InternalTopics.snapshot(source), latest::accept);
        return latest.state(source);
    }

    /** The last record of each key; a tombstone takes its key away. */
    private final class Latest {
        private final Map<ByteBuffer, StateRecord> records = new HashMap<>();
        private int skipped;

        void accept(KafkaRecord read) {
            byte[] key = read.key();
            if (key == null) {
                skipped++;
                return;
            }
            records.remove(ByteBuffer.wrap(key));
            byte[] value = read.value();
            if (value != null) {
                codec.decode(key, value)
                        .ifPresentOrElse(state -> records.put(ByteBuffer.wrap(key), state), () -> skipped++);
            }
        }

        FlowState state(String source) {
            @Nullable FlowFacts facts = null;
            Map<TopicPartition, Mark> marks = new HashMap<>();
            List<MirrorBeat> beats = new ArrayList<>();
            Map<String, GroupSnapshot> groups = new HashMap<>();
            SwitchedGeneration switched = SwitchedGeneration.NONE;
            Map<TopicPartition, TurnPoint> turns = new HashMap<>();
            for (StateRecord state : records.values()) {
                if (state instanceof FlowFacts found) {
                    facts = found;
                } else if (state instanceof Mark mark) {
                    marks.put(new TopicPartition(mark.topic(), mark.partition()), mark);
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
    }
}
