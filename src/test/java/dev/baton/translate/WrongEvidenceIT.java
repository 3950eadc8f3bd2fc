package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.Copier;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMakerRecords;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evidence that is wrong, old, or there alone. The copier leaves out the first records, so that offsets differ by a number
 * that is known.
 */
@WithClusters
class WrongEvidenceIT {
    private static final int RECORDS = 3_000;
    private static final int LEFT_OUT = 105;

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TestData onEast;
    private final TestData onWest;

    @TempDir
    private Path directory;

    WrongEvidenceIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
        this.onEast = new TestData(east);
        this.onWest = new TestData(west);
    }

    @BeforeAll
    static void create(@Named("west") KafkaCluster west) {
        new TestData(west)
                .create("east.checkpoints.internal", 1, Map.of())
                .create("mm2-offset-syncs.east.internal", 1, Map.of());
    }

    @Test
    @Trap("7")
    void shouldContradictACheckpointThatIsTooHighWithContent() {
        // Given: MirrorMaker 2 before 3.4.1 counted on from 1000 at 900 over holes
        copied("high");
        onEast.commit("high", "high", 0, 1_055, "");
        new MirrorMakerRecords(west)
                .sync("east", "high", 1_000, 895)
                .sync("east", "high", 1_100, 995)
                .checkpoint("east", "high", "east.high", 1_055, 955);

        // When
        JsonNode item = item("high");

        // Then
        assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(1_055 - LEFT_OUT);
        assertThat(item.get("reason").asText()).contains("disagrees", "checkpoint >= 955");
    }

    @Test
    void shouldTranslateByTheCheckpointAlone() {
        // Given
        copied("alone");
        onEast.commit("alone", "alone", 0, 500, "");
        onEast.commit("without", "alone", 0, 500, "");
        new MirrorMakerRecords(west).checkpoint("east", "alone", "east.alone", 490, 380);

        // When
        JsonNode item = item("alone", "--by", "checkpoint");
        JsonNode without = sites().run(ExitCode.INCOMPLETE, "translate", "--group", "without", "--by", "checkpoint")
                .at("/items/0");

        // Then
        assertThat(item.get("target").asLong()).isEqualTo(380);
        assertThat(item.get("method").asText()).isEqualTo("checkpoint");
        assertThat(item.get("confidence").asText()).isEqualTo("at-most");
        assertThat(item.get("rereadAtMost").asLong()).isEqualTo(RECORDS - LEFT_OUT - 380);
        assertThat(item.get("reason").asText()).contains("nothing else vouches for it");
        assertThat(without.get("confidence").asText()).isEqualTo("unknown");
        assertThat(without.get("target").isNull()).isTrue();
    }

    @Test
    @Trap("20")
    void shouldRefuteACheckpointThatIsOlderThanTheRecordsBeforeItsPlace() {
        // Given: the target's topic was made anew, and has come past the place again
        copied("older");
        onEast.commit("older", "older", 0, 2_500, "");
        new MirrorMakerRecords(west)
                .checkpoint(
                        "east",
                        "older",
                        "east.older",
                        2_450,
                        2_450,
                        Instant.now().minusSeconds(7_200));

        // When
        JsonNode alone = sites().run(ExitCode.INCOMPLETE, "translate", "--group", "older", "--by", "checkpoint")
                .at("/items/0");
        JsonNode item = item("older");

        // Then
        assertThat(alone.get("confidence").asText()).isEqualTo("unknown");
        assertThat(alone.get("reason").asText()).contains("record 2449", "made anew on the target");
        assertThat(item.get("target").asLong()).isEqualTo(2_500 - LEFT_OUT);
        assertThat(item.get("confidence").asText()).isEqualTo("exact");
    }

    @Test
    void shouldLookForContentWhenTheMarkIsOfATopicThatWasMadeAnew() {
        // Given: Baton was tried once, and another mirror took over
        onEast.create("tried", 1, Map.of()).produce("tried", 0, RECORDS, System.currentTimeMillis());
        onEast.commit("tried", "tried", 0, 1_000, "");
        sites().with("topics", "tried").cli("mirror", "--once").expect(ExitCode.DONE);
        onWest.delete("east.tried");
        copy("tried");

        // When
        JsonNode item = item("tried");

        // Then
        assertThat(item.get("target").asLong()).as(item.toString()).isEqualTo(1_000 - LEFT_OUT);
        assertThat(item.get("confidence").asText()).isEqualTo("exact");
        assertThat(item.get("method").asText()).isEqualTo("content");
        assertThat(item.get("reason").asText()).contains("made anew on the target");
    }

    @Test
    @Trap("17")
    void shouldSayThatNothingIsThereWhenTheCopyIsEmpty() {
        // Given
        onEast.create("empty", 1, Map.of()).produce("empty", 0, 100, System.currentTimeMillis());
        onWest.create("east.empty", 1, Map.of());
        onEast.commit("empty", "empty", 0, 60, "");

        // When
        JsonNode item = item("empty");

        // Then
        assertThat(item.get("target").asLong()).isZero();
        assertThat(item.get("confidence").asText()).as(item.toString()).isEqualTo("at-most");
        assertThat(item.get("rereadAtMost").asLong()).isEqualTo(60);
        assertThat(item.get("unmirrored").asLong()).isEqualTo(60);
    }

    private void copied(String topic) {
        onEast.create(topic, 1, Map.of()).produce(topic, 0, RECORDS, System.currentTimeMillis() - RECORDS);
        copy(topic);
    }

    private void copy(String topic) {
        onWest.create("east." + topic, 1, Map.of());
        try (Copier copier = new Copier(east, west, "east.", "read_uncommitted")) {
            copier.copy(topic, 0, LEFT_OUT, RECORDS);
        }
    }

    private TwoSites sites() {
        return new TwoSites(east, west, directory).with("replication.policy", "default");
    }

    private JsonNode item(String group, String... more) {
        JsonNode report = sites().run(ExitCode.DONE, TwoSites.plus(new String[] {"translate", "--group", group}, more));
        assertThat(report.get("items")).hasSize(1);
        return report.at("/items/0");
    }
}
