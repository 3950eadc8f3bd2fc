package dev.baton.failback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.switchover.PlayedMirror;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow is turned round first, and only then what was never mirrored is written on the new active cluster. */
@Tag("long")
@WithClusters
class SalvageAfterFailbackIT {
    private final KafkaCluster east;
    private final TwoSites sites;

    SalvageAfterFailbackIT(
            @Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.sites = new TwoSites(east, west, directory).with("topics", "orders");
    }

    @Test
    void shouldRefuseGroupsThatWouldReadThemTwiceAsThoughTheSalvageHadComeFirst() {
        // Given: a group before the failover point, and five records that only east has
        PlayedMirror mirror = new PlayedMirror(sites);
        mirror.group("shop", mirror.topic("orders"), 40, List.of());
        new TestData(east).produce("orders", 0, 5, System.currentTimeMillis());
        sites.run(ExitCode.DONE, "switch", "--mode", "failover", "--all-groups", "--execute");
        sites.run(ExitCode.DONE, back("failback", "--execute"));

        // When
        sites.run(ExitCode.DONE, "salvage", "inject", "--execute");
        sites.cli(back("mirror", "--once")).expect(ExitCode.DONE);
        JsonNode refused = sites.run(ExitCode.REFUSED, back("switch", "--mode", "planned", "--group", "shop"));

        // Then
        assertThat(refused.at("/groups/0/reason").asText()).contains("5 salvaged records twice", "--accept-reread");
        sites.cli(back("switch", "--mode", "planned", "--group", "shop", "--accept-reread"))
                .expect(ExitCode.DONE);
    }

    @Test
    void shouldNotLetTheSwitchAwayBeTakenBackWhileTheFlowIsTurnedRound() {
        // Given
        PlayedMirror mirror = new PlayedMirror(sites.with("topics", "audits"));
        mirror.group("audit", mirror.topic("audits"), 40, List.of());
        String id = sites.with("topics", "audits")
                .run(ExitCode.DONE, "switch", "--mode", "failover", "--group", "audit", "--execute")
                .get("id")
                .asText();
        sites.with("topics", "audits").run(ExitCode.DONE, back("failback", "--execute"));

        // When
        var undo = sites.with("topics", "audits").cli("switch", "undo", id, "--execute");

        // Then
        assertThat(undo.expect(ExitCode.REFUSED).err())
                .contains("turned round since: topic audits of east is mirrored from west", "--from west --to east");
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }
}
