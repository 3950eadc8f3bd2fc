package dev.baton.switchover;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.baton.state.WholeRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Journal entries and plans as JSON, plans as YAML too. A reader passes over fields that it does not know. */
final class JournalCodec {
    private static final int VERSION = 1;

    private final ObjectMapper json = settings(JsonMapper.builder().annotationIntrospector(new WholeRecords()));
    private final ObjectMapper yaml = settings(YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

    byte[] key(JournalEntry entry) {
        return text(
                        json,
                        json.createObjectNode()
                                .put("switch", entry.id())
                                .put("seq", entry.seq())
                                .put("by", entry.by()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** One line. */
    String line(JournalEntry entry) {
        return line(entry, entry.detail());
    }

    /** The line of an entry with another detail, which is written as it is: that of many groups is no small tree. */
    String line(JournalEntry entry, Object detail) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("v", VERSION);
        fields.put("id", entry.id());
        fields.put("seq", entry.seq());
        fields.put("at", entry.at());
        fields.put("from", entry.from());
        fields.put("to", entry.to());
        fields.put("by", entry.by());
        fields.put("event", entry.event());
        fields.put("step", entry.step());
        fields.put("detail", detail);
        return text(json, fields);
    }

    /** An entry as read; empty where it is not one that this version understands. */
    Optional<JournalEntry> decode(byte[] value) {
        try {
            JsonNode tree = json.readTree(value);
            return tree.path("v").asInt() == VERSION ? Optional.of(entry(tree)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private JournalEntry entry(JsonNode tree) throws JsonProcessingException {
        return new JournalEntry(
                tree.path("id").textValue(),
                tree.path("seq").longValue(),
                json.treeToValue(tree.get("at"), Instant.class),
                tree.path("from").textValue(),
                tree.path("to").textValue(),
                tree.path("by").textValue(),
                json.treeToValue(tree.get("event"), JournalEntry.Event.class),
                tree.path("step").textValue(),
                tree.get("detail"));
    }

    JsonNode tree(Object detail) {
        return json.valueToTree(detail);
    }

    /** The inverse of {@link #tree}; empty where the tree is something else, or not all of it. */
    <T extends Record> Optional<T> value(JsonNode tree, Class<T> type) {
        try {
            return Optional.ofNullable(json.treeToValue(tree, type));
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.empty();
        }
    }

    String asYaml(Object value) {
        return text(yaml, value);
    }

    String asJson(Object value) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }

    /** Reads YAML, and JSON, which is YAML too. */
    <T> T read(String text, Class<T> type) throws JsonProcessingException {
        return yaml.readValue(text, type);
    }

    private static String text(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can always be written", e);
        }
    }

    private static ObjectMapper settings(MapperBuilder<?, ?> builder) {
        SimpleModule words = new SimpleModule()
                .addSerializer(Unknowns.class, new UnknownsWriter())
                .addDeserializer(Unknowns.class, new UnknownsReader())
                .addSerializer(TopicPartition.class, ToStringSerializer.instance)
                .addDeserializer(TopicPartition.class, new PartitionReader())
                .addSerializer(Enum.class, new EnumWriter())
                .setDeserializerModifier(new EnumReaders());
        return builder.addModule(new JavaTimeModule())
                .addModule(words)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private static final class UnknownsWriter extends JsonSerializer<Unknowns> {
        @Override
        public void serialize(Unknowns value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.text());
        }
    }

    private static final class UnknownsReader extends JsonDeserializer<Unknowns> {
        @Override
        public Unknowns deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            return Unknowns.parse(text)
                    .orElseThrow(() -> context.weirdStringException(text, Unknowns.class, "no such policy"));
        }
    }

    /** {@code orders-3}; a topic's name may hold dashes as well. */
    private static final class PartitionReader extends JsonDeserializer<TopicPartition> {
        @Override
        public TopicPartition deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getText();
            int dash = text.lastIndexOf('-');
            if (dash < 1 || !text.substring(dash + 1).matches("[0-9]{1,9}")) {
                throw context.weirdStringException(text, TopicPartition.class, "no such partition");
            }
            return new TopicPartition(text.substring(0, dash), Integer.parseInt(text.substring(dash + 1)));
        }
    }

    /** {@code AT_MOST} as {@code at-most}. */
    @SuppressWarnings("rawtypes")
    private static final class EnumWriter extends JsonSerializer<Enum> {
        @Override
        public void serialize(Enum value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private static final class EnumReaders extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new JsonDeserializer<Object>() {
                @Override
                public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
                    String name = in.getText().toUpperCase(Locale.ROOT).replace('-', '_');
                    for (Object constant : type.getRawClass().getEnumConstants()) {
                        if (((Enum<?>) constant).name().equals(name)) {
                            return constant;
                        }
                    }
                    throw context.weirdStringException(in.getText(), type.getRawClass(), "no such word");
                }
            };
        }
    }
}
