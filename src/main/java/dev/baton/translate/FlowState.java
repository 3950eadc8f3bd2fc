package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateCodec;
import dev.baton.state.StateRecord;
import dev.baton.state.SwitchedGeneration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** What the snapshot topic of a flow says. */
public record FlowState(
        Optional<FlowFacts> facts,
        Map<TopicPartition, Mark> marks,
        Map<String, GroupSnapshot> groups,
        List<MirrorBeat> beats,
        SwitchedGeneration switched) {

    /** Reads it to its end. */
    public static FlowState read(Cluster target, String sourceAlias) {
        Map<String, StateRecord> byKey = new LinkedHashMap<>();
        StateCodec codec = new StateCodec();
        target.records().readToEnd(InternalTopics.snapshot(sourceAlias), read -> add(codec, read, byKey));
        return of(byKey.values());
    }

    private static void add(StateCodec codec, KafkaRecord read, Map<String, StateRecord> byKey) {
        byte[] key = read.key();
        byte[] value = read.value();
        if (key == null) {
            return;
        }
        String name = new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            byKey.remove(name);
        } else {
            codec.decode(key, value).ifPresent(state -> byKey.put(name, state));
        }
    }

    private static FlowState of(Iterable<StateRecord> records) {
        FlowFacts facts = null;
        SwitchedGeneration switched = SwitchedGeneration.NONE;
        Map<TopicPartition, Mark> marks = new HashMap<>();
        Map<String, GroupSnapshot> groups = new HashMap<>();
        List<MirrorBeat> beats = new ArrayList<>();
        for (StateRecord state : records) {
            if (state instanceof FlowFacts found) {
                facts = found;
            } else if (state instanceof Mark mark) {
                marks.put(new TopicPartition(mark.topic(), mark.partition()), mark);
            } else if (state instanceof GroupSnapshot group) {
                groups.put(group.group(), group);
            } else if (state instanceof MirrorBeat beat) {
                beats.add(beat);
            } else if (state instanceof SwitchedGeneration generation) {
                switched = generation;
            }
        }
        return new FlowState(Optional.ofNullable(facts), marks, groups, beats, switched);
    }
}
