package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.Copier;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets that are kept outside Kafka, in each form that they come in. The copier left out the first 100 records. */
@WithClusters
class GivenOffsetsIT {
    private static final int RECORDS = 1_000;
    private static final int LEFT_OUT = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    GivenOffsetsIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @BeforeEach
    void mirror() throws Exception {
        try (var admin = west.admin()) {
            if (admin.listTopics().names().get().contains("orders")) {
                return;
            }
        }
        new TestData(east).create("orders", 1, Map.of()).produce("orders", 0, RECORDS, System.currentTimeMillis());
        new TestData(west).create("orders", 1, Map.of());
        try (Copier copier = new Copier(east, west, "", "read_uncommitted")) {
            copier.copy("orders", 0, LEFT_OUT, RECORDS);
        }
    }

    @Test
    void shouldTranslateOffsetsOfACsvFile() throws Exception {
        // Given
        write("savepoint.csv", "topic,partition,offset\norders,0,640\n");

        // When
        JsonNode report = TwoSites.parse(
                translate("savepoint.csv", "-o", "json").expect(ExitCode.DONE).out());
        CliRun csv = translate("savepoint.csv", "-o", "csv");

        // Then
        JsonNode item = report.at("/items/0");
        assertThat(report.get("items")).hasSize(1);
        assertThat(item.get("group").isNull()).isTrue();
        assertThat(item.get("committedFrom").asText()).isEqualTo("input");
        assertThat(item.get("committed").asLong()).isEqualTo(640);
        assertThat(item.get("target").asLong()).isEqualTo(540);
        assertThat(item.get("confidence").asText()).isEqualTo("exact");
        assertThat(csv.expect(ExitCode.DONE).out()).isEqualTo("orders,0,540\n");
    }

    @Test
    void shouldTranslateOffsetsOfJsonLinesAndNameTheirGroups() throws Exception {
        // Given
        write("offsets.jsonl", """
                {"group":"flink","topic":"orders","partition":0,"offset":640}
                {"group":"spark","topic":"orders","partition":0,"offset":1000}
                """);

        // When
        CliRun run = translate("offsets.jsonl", "-o", "csv");

        // Then
        assertThat(run.expect(ExitCode.DONE).out()).isEqualTo("flink,orders,0,540\nspark,orders,0,900\n");
    }

    @Test
    void shouldTranslateOffsetsOfStandardInput() {
        // When
        BatonProcess.Result run = BatonProcess.run(
                sites().environment(),
                "flink,orders,0,640\n",
                "translate",
                "--offsets",
                "-",
                "-o",
                "csv",
                "-c",
                sites().config().toString());

        // Then
        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.out()).isEqualTo("flink,orders,0,540\n");
    }

    @Test
    void shouldSayWhichOffsetsAreNotKnown() throws Exception {
        // Given
        write("more.csv", "orders,0,640\norders,7,5\n");

        // When
        CliRun run = translate("more.csv", "-o", "csv");

        // Then
        assertThat(run.expect(ExitCode.INCOMPLETE).out()).isEqualTo("orders,0,540\n");
        assertThat(run.err()).contains("unknown: orders-7");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private CliRun translate(String file, String... more) {
        return sites().cli(TwoSites.plus(new String[] {"translate", "--offsets", file}, more));
    }

    private TwoSites sites() {
        return new TwoSites(east, west, directory);
    }
}
