package dev.baton.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Offsets kept outside Kafka, as text: a line each.
 *
 * <p>CSV {@code topic,partition,offset} or {@code group,topic,partition,offset}, with or without a header; or JSON lines with
 * the fields {@code topic}, {@code partition}, {@code offset} and perhaps {@code group}. Empty lines and lines that begin with
 * {@code #} are passed over. Every wrong line is reported, and then nothing is read.
 */
public final class OffsetsFile {
    private static final List<String> HEADS = List.of("topic", "group");
    private static final CSVFormat CSV =
            CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).get();

    private final String name;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final Problems problems;
    private final List<GivenOffset> offsets = new ArrayList<>();
    private final Map<List<Object>, Integer> lines = new HashMap<>();

    private OffsetsFile(String name) {
        this.name = name;
        this.problems = new Problems(name);
    }

    /**
     * Reads all lines.
     *
     * @param name of the file, for messages
     */
    public static List<GivenOffset> read(String name, String text) {
        return new OffsetsFile(name).read(text.lines().toList());
    }

    private List<GivenOffset> read(List<String> text) {
        boolean first = true;
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int number = i + 1;
            parse(line, number, first).ifPresent(offset -> keep(offset, number));
            first = false;
        }
        if (problems.count() > 0) {
            throw BatonException.usage(String.join(
                    "\n", problems.sorted().stream().map(Problem::toString).toList()));
        }
        if (offsets.isEmpty()) {
            throw new BatonException(FailureKind.USAGE, name + " holds no offsets");
        }
        return offsets;
    }

    private static boolean isHeader(List<String> fields) {
        return HEADS.contains(fields.get(0).toLowerCase(Locale.ROOT))
                && fields.get(fields.size() - 1).equalsIgnoreCase("offset");
    }

    private void keep(GivenOffset offset, int line) {
        List<Object> about = new ArrayList<>();
        about.add(String.valueOf(offset.group()));
        about.add(offset.partition());
        Integer before = lines.putIfAbsent(about, line);
        if (before != null) {
            problems.add(
                    line, offset.partition() + " comes in line " + before + " already", "give one offset for each");
        } else {
            offsets.add(offset);
        }
    }

    private Optional<GivenOffset> parse(String line, int number, boolean first) {
        return line.startsWith("{") ? ofJson(line, number) : ofCsv(line, number, first);
    }

    private Optional<GivenOffset> ofCsv(String line, int number, boolean first) {
        List<String> fields = fields(line);
        if (first && !fields.isEmpty() && isHeader(fields)) {
            return Optional.empty();
        }
        if (fields.size() != 3 && fields.size() != 4) {
            problems.add(
                    number,
                    "'" + line + "' is no offset",
                    "write topic,partition,offset or group,topic,partition,offset");
            return Optional.empty();
        }
        int at = fields.size() - 3;
        return offset(at == 0 ? null : fields.get(0), fields.get(at), fields.get(at + 1), fields.get(at + 2), number);
    }

    /** None where the line is no CSV. */
    private static List<String> fields(String line) {
        try (CSVParser parser = CSVParser.parse(line, CSV)) {
            return parser.getRecords().stream().flatMap(CSVRecord::stream).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private Optional<GivenOffset> ofJson(String line, int number) {
        try {
            JsonNode tree = json.readTree(line);
            JsonNode group = tree.path("group");
            if (!group.isTextual() && !group.isNull() && !group.isMissingNode()) {
                problems.add(number, "group " + group + " is no text", "write its name in quotes");
                return Optional.empty();
            }
            return offset(
                    group.isTextual() ? group.asText() : null,
                    tree.path("topic").asText(""),
                    tree.path("partition").asText(""),
                    tree.path("offset").asText(""),
                    number);
        } catch (IOException e) {
            problems.add(
                    number,
                    "not one JSON object",
                    "write one a line: {\"topic\":\"orders\",\"partition\":0,\"offset\":42}");
            return Optional.empty();
        }
    }

    private Optional<GivenOffset> offset(
            @Nullable String group, String topic, String partition, String offset, int number) {
        try {
            int which = Integer.parseUnsignedInt(partition.strip());
            long next = Long.parseLong(offset.strip());
            if (!topic.isEmpty() && next >= 0 && which >= 0) {
                return Optional.of(new GivenOffset(group, new TopicPartition(topic, which), next));
            }
        } catch (NumberFormatException e) {
            // said below, as for every other wrong field
        }
        problems.add(
                number,
                "topic '" + topic + "', partition '" + partition + "', offset '" + offset + "' name no offset",
                null);
        return Optional.empty();
    }
}
