package dev.baton.failback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.StateReader;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two groups move away with all of a flow, and only one of them comes back. */
@WithClusters
class FailbackPartIT {
    private static final List<String> BACK = List.of("--from", "west", "--to", "east");
    private static final List<String> THERE = List.of("--from", "east", "--to", "west");

    private final TwoSites sites;

    FailbackPartIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.sites = new TwoSites(east, west, directory).with("topics", "orders|payments");
    }

    @Test
    void shouldTakeAFlowUpAgainOnlyOnceAllHasComeBack() {
        // Given
        PlayedMirror mirror = new PlayedMirror(sites);
        mirror.group("shop", mirror.topic("orders"), 40, List.of());
        mirror.group("billing", mirror.topic("payments"), 60, List.of());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        sites.run(ExitCode.DONE, plus(BACK, "failback", "--execute"));
        sites.cli(plus(BACK, "mirror", "--once")).expect(ExitCode.DONE);
        sites.run(ExitCode.DONE, plus(BACK, "switch", "--mode", "failover", "--group", "shop", "--execute"));

        // When
        var preview = sites.cli(plus(THERE, "failback"));
        var refused = sites.cli(plus(THERE, "failback", "--execute"));

        // Then: nothing has changed, the failover points are still there
        preview.expect(ExitCode.REFUSED);
        assertThat(refused.expect(ExitCode.REFUSED).err())
                .contains("had moved every group", "only shop came back, with orders", "neither way")
                .contains("--all-groups --from west --to east");
        try (Cluster west = sites.connectToTarget()) {
            assertThat(new StateReader(west).read("east").switched().allTopics())
                    .isTrue();
        }
        JsonNode tails = sites.run(ExitCode.DONE, plus(THERE, "salvage", "list"));
        assertThat(tails.get("items").findValuesAsText("failoverPoint")).containsExactly("100", "100");

        // and when the rest comes back
        sites.run(ExitCode.DONE, plus(BACK, "switch", "--mode", "failover", "--all-groups", "--execute"));
        sites.run(ExitCode.DONE, plus(THERE, "failback", "--execute"));
        try (Cluster west = sites.connectToTarget()) {
            var switched = new StateReader(west).read("east").switched();
            assertThat(switched.coversTopic("orders") || switched.coversTopic("payments"))
                    .isFalse();
        }
    }

    private static String[] plus(List<String> flow, String... args) {
        return TwoSites.plus(args, flow.toArray(String[]::new));
    }
}
