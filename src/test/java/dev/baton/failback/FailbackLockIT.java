package dev.baton.failback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.switchover.FlowHold;
import dev.baton.switchover.Operator;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failback and a switch, or two failbacks, of operators who do not know of each other. */
@WithClusters
class FailbackLockIT {
    private static final Operator OTHER = new Operator("ann", "elsewhere", 7);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final TwoSites sites;
    private final Path directory;

    FailbackLockIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.directory = directory;
        this.sites = new TwoSites(east, west, directory).with("topics", "orders");
    }

    @Test
    void shouldNotTurnAFlowRoundWhileSomebodyElseHasIt() {
        // Given
        PlayedMirror mirror = new PlayedMirror(sites);
        mirror.group("shop", mirror.topic("orders"), 40, List.of());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");

        // When, then: the switch away may be undone by the other one, and the flow back be turned round
        try (Cluster cluster = connect(west);
                FlowHold hold = hold(FlowConfig.everything("east", "west"), cluster)) {
            assertThat(sites.cli(back("failback", "--execute"))
                            .expect(ExitCode.REFUSED)
                            .err())
                    .contains("a failback of ann@elsewhere, process 7 is under way");
            assertThat(sites.cli("switch", "--mode", "failover", "--all-groups", "--execute")
                            .expect(ExitCode.REFUSED)
                            .err())
                    .contains("a failback of ann@elsewhere");
            hold.alive();
        }
        try (Cluster cluster = connect(east);
                FlowHold hold = hold(FlowConfig.everything("west", "east"), cluster)) {
            assertThat(sites.cli(back("failback", "--execute"))
                            .expect(ExitCode.REFUSED)
                            .err())
                    .contains("a failback of ann@elsewhere");
            hold.alive();
        }
        sites.run(ExitCode.DONE, back("failback", "--execute"));

        // and no hold is taken for a switch
        JsonNode switches = sites.run(ExitCode.DONE, "switch", "list");
        assertThat(switches.get("items"))
                .hasSize(2)
                .noneSatisfy(item -> assertThat(item.get("id").asText()).startsWith("failback"));
    }

    private FlowHold hold(FlowConfig flow, Cluster target) {
        return FlowHold.forFailback(flow, target, directory.resolve("ann"), OTHER, Clock.systemUTC());
    }

    private static Cluster connect(KafkaCluster cluster) {
        return Cluster.connect(cluster.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }
}
