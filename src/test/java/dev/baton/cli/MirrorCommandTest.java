package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorCommandTest {
    private static final String CONFIG = """
            clusters:
              east: {bootstrap.servers: "127.0.0.1:1"}
              west: {bootstrap.servers: "127.0.0.1:2"}
            flows:
              - {from: east, to: west, topics: orders, groups: shop, groups.consistency: flow}
            """;

    @Test
    void shouldRefuseGroupsOnlyWhenTheFlowAsksForWhatOnlyAMirrorOfItsRecordsCanDo(@TempDir Path directory)
            throws IOException {
        // Given
        Files.writeString(directory.resolve("baton.yaml"), CONFIG);
        // When
        CliRun run = CliRun.in(directory, Map.of(), "mirror", "--groups-only", "--once")
                .expect(ExitCode.USAGE);
        // Then
        assertThat(run.err())
                .contains("groups.consistency is flow for east to west")
                .contains("set it to group")
                .contains("without --groups-only");
    }
}
