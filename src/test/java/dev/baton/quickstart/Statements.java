package dev.baton.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads out of Baton's JSON documents what it promised. */
final class Statements {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Statements() {}

    /** The bounds of {@code baton translate -o json}, by group and partition of the source. */
    static Map<String, Map<TopicPartition, Bound>> bounds(String translations) {
        Map<String, Map<TopicPartition, Bound>> bounds = new HashMap<>();
        for (JsonNode item : parse(translations).path("items")) {
            bounds.computeIfAbsent(item.path("group").asText(), g -> new HashMap<>())
                    .put(
                            partition(item),
                            new Bound(
                                    number(item, "committed"),
                                    number(item, "target"),
                                    item.path("confidence").asText(),
                                    number(item, "rereadAtMost"),
                                    number(item, "rereadIfCommitsUnseen")));
        }
        return bounds;
    }

    /** The loss that {@code baton switch -o json} stated. */
    static LossCheck.Statement loss(String switchReport) {
        JsonNode rpo = parse(switchReport).path("rpo");
        String asOf = rpo.path("asOf").asText("");
        return new LossCheck.Statement(
                number(rpo, "unmirroredAtLeast"), asOf.isEmpty() || asOf.equals("null") ? null : Instant.parse(asOf));
    }

    /** How far each partition of the source is behind, by {@code baton inspect lag -o json}; unknown ones are left out. */
    static Map<TopicPartition, Long> behind(String lag) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        for (JsonNode item : parse(lag).path("items")) {
            Long records = number(item, "recordsBehind");
            if (records != null) {
                behind.put(partition(item), records);
            }
        }
        return behind;
    }

    private static TopicPartition partition(JsonNode item) {
        return new TopicPartition(
                item.path("topic").asText(), item.path("partition").asInt());
    }

    private static @Nullable Long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() ? value.asLong() : null;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }
}
