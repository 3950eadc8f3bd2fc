package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.render.Golden;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.Trap;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithClusters
class ConfigCheckIT {
    @TempDir
    private Path directory;

    private final KafkaCluster east;
    private final KafkaCluster west;

    ConfigCheckIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    @Tag("containers")
    void shouldNameEachClustersIdWhenBothAnswer() throws IOException {
        // When
        CliRun run = check(east.bootstrap(), west.bootstrap(), "-o", "json").expect(ExitCode.DONE);

        // Then
        Golden.matchesSchema("ConfigCheck", run.out());
        assertThat(run.out()).contains("\"alias\": \"east\"", "\"alias\": \"west\"", "\"reachable\": true");
    }

    @Test
    @Trap("f")
    void shouldExitWith2WhenOneClusterHasTwoAliases() throws IOException {
        // Given
        String otherName = east.bootstrap().replace("127.0.0.1", "localhost");

        // When
        CliRun run = check(east.bootstrap(), otherName).expect(ExitCode.USAGE);

        // Then
        assertThat(run.out()).contains("baton.yaml: 'east' and 'west' are the same cluster, ", "bootstrap.servers");
    }

    @Test
    void shouldExitWith4AndStillNameTheOtherWhenOneClusterIsDead() throws IOException {
        // Given
        west.kill();

        // When
        CliRun run =
                check(east.bootstrap(), west.bootstrap(), "--timeout", "2s").expect(ExitCode.UNREACHABLE);

        // Then
        assertThat(run.out()).contains("yes").containsPattern("west +unknown +cluster west .*");
        assertThat(run.err()).isEmpty();
    }

    private CliRun check(String eastAt, String westAt, String... options) throws IOException {
        Files.writeString(directory.resolve("baton.yaml"), """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s"}
                flows:
                  - {from: east, to: west}
                """.formatted(eastAt, westAt));
        String[] args = new String[options.length + 3];
        System.arraycopy(new String[] {"config", "check", "--online"}, 0, args, 0, 3);
        System.arraycopy(options, 0, args, 3, options.length);
        return CliRun.in(directory, Map.of(), args);
    }
}
