package dev.baton.salvage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.state.InternalTopics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What was written on the target so far, as its own topic tells; the last note of a partition counts. */
public final class Notes {
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Map<Key, Note> notes = new HashMap<>();

    /** One life of a partition on both sides, after one switch; the whole of it where it was never mirrored. */
    private record Key(String sourceTopicId, String targetTopicId, int partition, String switchId) {
        static Key of(Note note) {
            return new Key(note.sourceTopicId(), note.targetTopicId(), note.partition(), note.switchId());
        }
    }

    private Notes() {}

    /** Reads all of them. */
    public static Notes read(Cluster target, String sourceAlias) {
        Notes notes = new Notes();
        target.records().readToEnd(InternalTopics.salvage(sourceAlias), notes::add);
        return notes;
    }

    private void add(KafkaRecord read) {
        byte[] value = read.value();
        if (value == null) {
            return;
        }
        try {
            JsonNode tree = JSON.readTree(value);
            if (tree.path("v").asInt() == VERSION) {
                Note note = JSON.treeToValue(tree, Note.class);
                notes.put(Key.of(note), note);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the topic of Baton's salvages holds something else", e);
        }
    }

    /** How far a tail is. */
    public Note of(Tail tail) {
        Note begin = Note.begin(tail);
        return notes.getOrDefault(Key.of(begin), begin);
    }

    static byte[] key(Note note) {
        return bytes(JSON.createObjectNode()
                .put("sourceTopicId", note.sourceTopicId())
                .put("targetTopicId", note.targetTopicId())
                .put("partition", note.partition())
                .put("switchId", note.switchId()));
    }

    static byte[] value(Note note) {
        ObjectNode value = JSON.createObjectNode().put("v", VERSION);
        value.setAll((ObjectNode) JSON.valueToTree(note));
        return bytes(value);
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
