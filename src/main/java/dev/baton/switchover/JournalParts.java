package dev.baton.switchover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the journal as records of its topic, and back. The plan of many thousands of partitions is larger than a record
 * may be: such an entry goes into several, whose keys say so. It counts as written where its last part is, and not at all as
 * long as one is missing, as where its writer died.
 */
final class JournalParts {
    /** Below what any topic takes by default, {@code max.message.bytes}: the journal may have been made by hand. */
    static final int LARGEST = 512 * 1024;

    private static final String PART = "part";
    private static final String OF = "of";

    /** No entry is larger than 8 GB; a key that says so is none of Baton's. */
    private static final int MOST = 16 * 1024;

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Map<Integer, byte[]>> open = new HashMap<>();

    /**
     * Hands over the key and value of each record of an entry: of one, with the entry's own key, where that is enough.
     */
    static void cut(byte[] key, byte[] line, BiConsumer<byte[], byte[]> taker) {
        if (line.length <= LARGEST) {
            taker.accept(key, line);
            return;
        }
        int count = (line.length + LARGEST - 1) / LARGEST;
        for (int i = 0; i < count; i++) {
            int end = Math.min(line.length, (i + 1) * LARGEST);
            taker.accept(numbered(key, i, count), Arrays.copyOfRange(line, i * LARGEST, end));
        }
    }

    private static byte[] numbered(byte[] key, int part, int count) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(key);
            return JSON.writeValueAsBytes(tree.put(PART, part).put(OF, count));
        } catch (IOException e) {
            throw new IllegalStateException("the key of an entry is an object", e);
        }
    }

    /** Takes a record as read, in order; gives the line of the entry that it completes. */
    Optional<byte[]> join(byte @Nullable [] key, byte[] value) {
        ObjectNode tree = key == null ? null : object(key);
        if (tree == null || !tree.has(OF)) {
            return Optional.of(value);
        }
        int count = tree.path(OF).asInt();
        int part = tree.path(PART).asInt(-1);
        if (part < 0 || part >= count || count > MOST) {
            return Optional.of(value);
        }
        tree.remove(PART);
        String entry = tree.toString();
        Map<Integer, byte[]> parts = open.computeIfAbsent(entry, unseen -> new TreeMap<>());
        parts.put(part, value);
        if (parts.size() < count) {
            return Optional.empty();
        }
        open.remove(entry);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        parts.values().forEach(line::writeBytes);
        return Optional.of(line.toByteArray());
    }

    private static @Nullable ObjectNode object(byte[] key) {
        try {
            JsonNode tree = JSON.readTree(new String(key, StandardCharsets.UTF_8));
            return tree instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
