package dev.baton.mirrormaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads how far MirrorMaker 2 copied, from the topic where its source connector records the last copied offset of each
 * partition. Keys are {@code ["MirrorSourceConnector",{"cluster":"east","partition":0,"topic":"orders"}]}, values
 * {@code {"offset":41}}; a null value takes a partition away.
 */
final class CopiedReader {
    private final JsonMapper json = new JsonMapper();
    private final Map<TopicPartition, Copied> copied = new PartitionMap<>();
    private final Predicate<String> sources;

    CopiedReader(Predicate<String> sources) {
        this.sources = sources;
    }

    /**
     * The state of each partition, by its name on the source; empty where the progress is kept elsewhere.
     *
     * @param unread takes the topics that could not be read, or not all of them
     */
    Map<TopicPartition, Copied> read(
            Cluster target, Collection<String> topics, BiConsumer<String, BatonException> unread) {
        for (String topic : topics) {
            if (MirrorMakerNames.offsetsOf(topic).filter(sources).isPresent()) {
                BatonException failure = OptionalTopic.readToEnd(target, topic, this::accept);
                if (failure != null) {
                    unread.accept(topic, failure);
                }
            }
        }
        return copied();
    }

    Map<TopicPartition, Copied> copied() {
        return Map.copyOf(copied);
    }

    private static boolean isOffset(JsonNode node) {
        return node.canConvertToLong() && node.isIntegralNumber() && node.asLong() >= 0;
    }

    void accept(KafkaRecord read) {
        JsonNode about = parse(read.key()).map(key -> key.path(1)).orElse(json.nullNode());
        if (!sources.test(about.path("cluster").asText())
                || !about.path("topic").isTextual()
                || about.path("topic").asText().isEmpty()
                || !about.path("partition").isInt()
                || about.path("partition").asInt() < 0) {
            return;
        }
        TopicPartition partition = new TopicPartition(
                about.path("topic").asText(), about.path("partition").asInt());
        Optional<JsonNode> offset = parse(read.value()).map(value -> value.path("offset"));
        if (offset.filter(CopiedReader::isOffset).isPresent()) {
            Instant asOf = Instant.ofEpochMilli(read.timestamp());
            copied.put(partition, new Copied(offset.get().asLong() + 1, asOf));
        } else {
            copied.remove(partition);
        }
    }

    private Optional<JsonNode> parse(byte @Nullable [] bytes) {
        try {
            return bytes == null ? Optional.empty() : Optional.ofNullable(json.readTree(bytes));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
