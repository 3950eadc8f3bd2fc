package dev.baton.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The bytes of the snapshot topic. Keys are {@code {"type":"mark","topic":"orders","partition":0}}; values carry
 * {@code "v":1} and the fields of the record. Fields are only ever added; a reader ignores those that it does not know.
 */
public final class StateCodec {
    private static final int VERSION = 1;

    private final JsonMapper json = JsonMapper.builder()
            .annotationIntrospector(new WholeRecords())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /** The key under which a record replaces its predecessor. */
    public byte[] key(StateRecord state) {
        ObjectNode key = json.createObjectNode();
        if (state instanceof FlowFacts) {
            key.put("type", "flow");
        } else if (state instanceof Mark mark) {
            key.put("type", "mark").put("topic", mark.topic()).put("partition", mark.partition());
        } else if (state instanceof MirrorBeat beat) {
            key.put("type", "mirror").put("member", beat.member());
        } else if (state instanceof GroupSnapshot group) {
            key.put("type", "group").put("group", group.group());
        } else if (state instanceof TurnPoint turn) {
            key.put("type", "turn").put("topic", turn.topic()).put("partition", turn.partition());
        } else {
            key.put("type", "switched");
        }
        return bytes(key);
    }

    /** The value, with its format version. */
    public byte[] value(StateRecord state) {
        ObjectNode value = json.createObjectNode().put("v", VERSION);
        value.setAll((ObjectNode) json.valueToTree(state));
        return bytes(value);
    }

    /**
     * A record as read from the topic.
     *
     * @return empty where it is not one that this version understands: a foreign or truncated record, one that
     *     lacks a field, or a later format
     */
    public Optional<StateRecord> decode(byte[] key, byte[] value) {
        try {
            if (version(value) != VERSION) {
                return Optional.empty();
            }
            return switch (json.readTree(key).path("type").asText()) {
                case "flow" -> Optional.of(json.readValue(value, FlowFacts.class));
                case "mark" -> Optional.of(json.readValue(value, Mark.class));
                case "mirror" -> Optional.of(json.readValue(value, MirrorBeat.class));
                case "group" -> Optional.of(json.readValue(value, GroupSnapshot.class));
                case "turn" -> Optional.of(json.readValue(value, TurnPoint.class));
                case "switched" -> Optional.of(json.readValue(value, SwitchedGeneration.class));
                default -> Optional.empty();
            };
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The version comes first in what this class wrote, so that this reads little; 0 where there is none. */
    private int version(byte[] value) throws IOException {
        try (JsonParser fields = json.createParser(value)) {
            fields.nextToken();
            for (String name = fields.nextFieldName(); name != null; name = fields.nextFieldName()) {
                fields.nextToken();
                if (name.equals("v")) {
                    return fields.getValueAsInt();
                }
                fields.skipChildren();
            }
            return 0;
        }
    }

    /** The partition whose mark a key names; empty where it names something else. */
    public Optional<TopicPartition> markedBy(byte[] key) {
        try {
            JsonNode tree = json.readTree(key);
            return tree.path("type").asText().equals("mark")
                    ? Optional.of(new TopicPartition(
                            tree.path("topic").asText(), tree.path("partition").asInt()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes(JsonNode tree) {
        try {
            return json.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
