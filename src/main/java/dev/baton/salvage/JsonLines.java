package dev.baton.salvage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.baton.salvage.ExportEntry.End;
import dev.baton.salvage.ExportEntry.Head;
import dev.baton.salvage.ExportEntry.Item;
import dev.baton.salvage.ExportEntry.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One JSON document a line, each with its {@code type}; keys, values and those of headers in base64. */
final class JsonLines implements ExportForm {
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ExportEntry entry) {
        return (text(tree(entry)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode tree(ExportEntry entry) {
        if (entry instanceof Head head) {
            ObjectNode tree = JSON.createObjectNode().put("type", "export").put("v", VERSION);
            return tree.setAll((ObjectNode) JSON.valueToTree(head));
        }
        if (entry instanceof Part part) {
            ObjectNode tree = JSON.createObjectNode().put("type", "partition");
            return tree.setAll((ObjectNode) JSON.valueToTree(part.tail()));
        }
        if (entry instanceof End end) {
            ObjectNode tree = JSON.createObjectNode().put("type", "end");
            return tree.setAll((ObjectNode) JSON.valueToTree(end));
        }
        return record(((Item) entry).record());
    }

    private static ObjectNode record(TailRecord record) {
        ObjectNode tree = JSON.createObjectNode()
                .put("type", "record")
                .put("topic", record.partition().topic())
                .put("partition", record.partition().partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp())
                .put("key", record.key())
                .put("value", record.value());
        ArrayNode headers = tree.putArray("headers");
        record.headers()
                .forEach(header -> headers.addObject().put("key", header.key()).put("value", header.value()));
        return tree;
    }

    private static String text(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    @Override
    public Optional<ExportEntry> decode(InputStream bytes) throws IOException {
        Optional<byte[]> line = line(bytes);
        return line.isEmpty() ? Optional.empty() : Optional.of(decode(line.get()));
    }

    /** A line that ends; empty behind the last one. */
    private static Optional<byte[]> line(InputStream bytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = bytes.read(); next >= 0; next = bytes.read()) {
            if (next == '\n') {
                return Optional.of(line.toByteArray());
            }
            line.write(next);
        }
        return Optional.empty();
    }

    static ExportEntry decode(byte[] line) throws IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
            return switch (tree.path("type").asText()) {
                case "export" -> head(tree);
                case "partition" -> new Part(JSON.treeToValue(tree, Tail.class));
                case "record" -> new Item(record(tree));
                case "end" -> JSON.treeToValue(tree, End.class);
                default -> throw new ExportDamagedException("a line of no known type");
            };
        } catch (JsonProcessingException e) {
            throw new ExportDamagedException("a line that is not as it was written: " + e.getOriginalMessage());
        }
    }

    private static Head head(JsonNode tree) throws IOException {
        if (tree.path("v").asInt() != VERSION) {
            throw new ExportDamagedException("an export of a later version of Baton");
        }
        return new Head(
                tree.path("from").asText(),
                tree.path("to").asText(),
                tree.path("clusterId").asText(),
                JSON.treeToValue(tree.path("exportedAt"), Instant.class));
    }

    private static TailRecord record(JsonNode tree) throws IOException {
        List<TailRecord.Field> headers = new ArrayList<>();
        for (JsonNode header : tree.path("headers")) {
            headers.add(new TailRecord.Field(header.path("key").asText(), bytes(header.path("value"))));
        }
        return new TailRecord(
                new TopicPartition(
                        tree.path("topic").asText(), tree.path("partition").asInt()),
                tree.path("offset").asLong(),
                tree.path("timestamp").asLong(),
                bytes(tree.path("key")),
                bytes(tree.path("value")),
                List.copyOf(headers));
    }

    private static byte @Nullable [] bytes(JsonNode node) throws IOException {
        return node.isNull() ? null : node.binaryValue();
    }
}
