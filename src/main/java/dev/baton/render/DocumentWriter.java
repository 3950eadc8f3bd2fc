package dev.baton.render;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The machine-readable document of a report: {@code apiVersion}, {@code kind}, {@code flow}, then its own fields. */
final class DocumentWriter {
    private static final String API_VERSION = "baton/v1";

    private final ObjectMapper json = settings(JsonMapper.builder());

    String json(String kind, @Nullable String from, @Nullable String to, Object fields) {
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator("");
        DefaultPrettyPrinter pretty = new DefaultPrettyPrinter(separators);
        pretty.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        try {
            return json.writer(pretty).writeValueAsString(document(kind, from, to, fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    /** The document in one line, for a stream of them. */
    String jsonLine(String kind, @Nullable String from, @Nullable String to, Object fields) {
        try {
            return json.writeValueAsString(document(kind, from, to, fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    String yaml(String kind, @Nullable String from, @Nullable String to, Object fields) {
        try {
            ObjectMapper yaml = settings(YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));
            return yaml.writeValueAsString(document(kind, from, to, fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always YAML", e);
        }
    }

    private ObjectNode document(String kind, @Nullable String from, @Nullable String to, Object fields) {
        ObjectNode document = json.createObjectNode();
        document.put("apiVersion", API_VERSION).put("kind", kind);
        if (from != null && to != null) {
            document.putObject("flow").put("from", from).put("to", to);
        }
        document.setAll((ObjectNode) json.valueToTree(fields));
        return document;
    }

    private static ObjectMapper settings(MapperBuilder<?, ?> builder) {
        return builder.addModule(new JavaTimeModule())
                .addModule(new SimpleModule().addSerializer(new LowerCaseEnums()))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    /** {@code AT_MOST} as {@code at-most}. */
    @SuppressWarnings("rawtypes")
    private static final class LowerCaseEnums extends StdSerializer<Enum> {
        @Serial
        private static final long serialVersionUID = 1L;

        LowerCaseEnums() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(Words.of(value));
        }
    }

    /** How constants are written. */
    static final class Words {
        private Words() {}

        static String of(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
