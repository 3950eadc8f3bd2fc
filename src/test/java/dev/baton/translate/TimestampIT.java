package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.Copier;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look-ups by time over a copier that keeps it; what each copy was made from is known. */
@WithClusters
class TimestampIT {
    private static final int RECORDS = 1_000;
    private static final long BASE = System.currentTimeMillis() - 3_600_000;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    TimestampIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    private interface OfOffset {
        long at(long offset);
    }

    @Test
    @Trap("14")
    void shouldNotPassUnconsumedRecordsOfAnEarlierTimeWhenTheAnchorIsNotOnTheTarget() {
        // Given: 50 records behind the commit are older than the last consumed one, which the copier left out
        produce("back", offset -> offset >= 600 && offset < 650 ? offset - 500 : offset);
        NavigableMap<Long, Long> origins = copy("back", Map.of(), 0, 590, 600, RECORDS);

        // When
        JsonNode item = translate("back", 600, ExitCode.DONE, "--by", "timestamp");

        // Then
        Truth truth = new Truth(origins);
        long target = item.get("target").asLong();
        assertThat(truth.skipped(600, target)).as(item.toString()).isZero();
        assertThat(truth.readAgain(600, target))
                .isLessThanOrEqualTo(item.get("rereadAtMost").asLong());
        assertThat(item.get("method").asText()).isEqualTo("timestamp");
        assertThat(item.get("confidence").asText()).isEqualTo("at-most");
    }

    @Test
    @Trap("14")
    void shouldPassNoGroupsUnconsumedRecordsWhenSeveralReadOnePartition() {
        // Given
        produce("shared", offset -> offset >= 600 && offset < 650 ? offset - 500 : offset);
        NavigableMap<Long, Long> origins = copy("shared", Map.of(), 0, RECORDS);
        Map<String, Long> commits = Map.of("shared-c", 900L, "shared-b", 600L, "shared-a", 620L, "shared-d", 650L);
        commits.forEach((group, committed) -> new TestData(east).commit(group, "shared", 0, committed, ""));

        // When
        CliRun run = new TwoSites(east, west, directory)
                .cli("translate", "--all-groups", "--topic", "shared", "-o", "json", "--by", "timestamp");

        // Then
        JsonNode items = TwoSites.parse(run.expect(ExitCode.DONE).out()).get("items");
        assertThat(items.findValuesAsText("target")).as(run.toString()).containsExactly("119", "100", "899", "149");
        Truth truth = new Truth(origins);
        items.forEach(item -> assertThat(truth.skipped(
                        commits.get(item.get("group").asText()),
                        item.get("target").asLong()))
                .as(item.toString())
                .isZero());
    }

    @Test
    @Trap("15")
    void shouldTakeTheFirstOfManyRecordsOfTheAnchorsTime() {
        // Given: 200 records a time
        produce("alike", offset -> offset / 200);
        copy("alike", Map.of(), 0, RECORDS);

        // When
        JsonNode item = translate("alike", 650, ExitCode.DONE, "--by", "timestamp");

        // Then
        assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(600);
        assertThat(item.get("rereadAtMost").asLong()).isEqualTo(RECORDS - 600);
    }

    @Test
    @Trap("13")
    void shouldRefuseATargetThatStampsItsOwnTimeWithoutForce() {
        // Given
        produce("stamped", offset -> offset);
        copy("stamped", Map.of("message.timestamp.type", "LogAppendTime"), 0, RECORDS);
        String time = Instant.ofEpochMilli(BASE + 500).toString();

        // When
        JsonNode anchor = translate("stamped", 600, ExitCode.INCOMPLETE, "--by", "timestamp");
        JsonNode given = translate("stamped", 600, ExitCode.INCOMPLETE, "--at", time);
        JsonNode forced = translate("stamped", 600, ExitCode.DONE, "--at", time, "--force");

        // Then
        for (JsonNode refused : new JsonNode[] {anchor, given}) {
            assertThat(refused.get("target").isNull()).as(refused.toString()).isTrue();
            assertThat(refused.get("confidence").asText()).isEqualTo("unknown");
            assertThat(refused.get("reason").asText()).contains("stamped with the time of appending", "--force");
        }
        assertThat(forced.get("target").asLong())
                .as("all were appended after it")
                .isZero();
    }

    private void produce(String topic, OfOffset time) {
        new TestData(east).create(topic, 1, Map.of());
        try (var producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 5), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, BASE + time.at(i), "k" + i, "v" + i));
            }
        }
    }

    /** Stretches from and to source offsets. */
    private NavigableMap<Long, Long> copy(String topic, Map<String, String> configs, long... ends) {
        new TestData(west).create(topic, 1, configs);
        try (Copier copier = new Copier(east, west, "", "read_uncommitted")) {
            for (int i = 0; i < ends.length; i += 2) {
                copier.copy(topic, 0, ends[i], ends[i + 1]);
            }
            return copier.origins(topic, 0);
        }
    }

    private JsonNode translate(String topic, long committed, ExitCode expected, String... more) {
        new TestData(east).commit(topic, topic, 0, committed, "");
        CliRun run = new TwoSites(east, west, directory)
                .cli(TwoSites.plus(new String[] {"translate", "--group", topic, "-o", "json"}, more));
        JsonNode items = TwoSites.parse(run.expect(expected).out()).get("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }
}
