package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TwoSites;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planned switch shuts producers out of its source; on the way back they are let in there. The first mirror is played. */
@Tag("long")
class AdmitProducersIT {
    private static final String SHOP = "User:shop";
    private static final String GUEST = "User:guest";

    @Test
    void shouldLetProducersWriteAgainWhereGroupsComeBack(@TempDir Path directory) throws Exception {
        List<KafkaCluster> clusters =
                KafkaCluster.startAll(KafkaCluster.named("east").permissive(), KafkaCluster.named("west"));
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1)) {
            // Given: all has moved to west, and an administrator keeps a guest out of both
            TwoSites sites = new TwoSites(east, west, directory).with("topics", "orders|payments");
            TestAcls atEast = new TestAcls(east);
            PlayedMirror mirror = new PlayedMirror(sites);
            for (String topic : List.of("orders", "payments")) {
                mirror.group(topic + "-app", mirror.topic(topic), 40, List.of());
                atEast.allowAll("User:*", topic);
                atEast.denyWrite(GUEST, topic);
            }
            sites.run(ExitCode.DONE, planned("--all-groups", "--fence-producers", SHOP));
            assertThat(atEast.deniedToWrite("orders")).containsExactlyInAnyOrder(SHOP, GUEST);
            sites.run(ExitCode.DONE, back("failback", "--execute"));
            sites.cli(back("mirror", "--once")).expect(ExitCode.DONE);

            // When: a part comes back
            var preview = sites.cli(back("switch", "--mode", "planned", "--group", "orders-app"));
            String id = sites.run(ExitCode.DONE, back(planned("--group", "orders-app")))
                    .get("id")
                    .asText();
            // Then
            assertThat(preview.expect(ExitCode.DONE).err())
                    .contains("User:shop may then write to 1 topic of east again");
            assertThat(atEast.deniedToWrite("orders")).containsExactly(GUEST);
            assertThat(atEast.deniedToWrite("payments")).containsExactlyInAnyOrder(SHOP, GUEST);

            // When: that is taken back, by a process that dies and by another one
            sites.haltAt("undo-admission:started", back("switch", "undo", id, "--execute"));
            JsonNode undone = sites.run(ExitCode.DONE, back("switch", "undo", id, "--execute"));
            // Then
            assertThat(undone.get("steps").findValuesAsText("step")).contains("undo-admission");
            assertThat(atEast.deniedToWrite("orders")).containsExactlyInAnyOrder(SHOP, GUEST);

            // When: all comes back, with a death on the way
            sites.haltAt("admit-producers:middle", back(planned("--all-groups")));
            JsonNode switches = sites.run(ExitCode.DONE, back("switch", "list")).get("items");
            String last = switches.get(switches.size() - 1).get("id").asText();
            sites.run(ExitCode.DONE, back("switch", "resume", last));
            // Then
            for (String topic : List.of("orders", "payments")) {
                assertThat(atEast.deniedToWrite(topic)).containsExactly(GUEST);
            }
        }
    }

    private static String[] back(String... args) {
        return TwoSites.plus(args, "--from", "west", "--to", "east");
    }

    private static String[] planned(String... options) {
        return TwoSites.plus(new String[] {"switch", "--mode", "planned", "--settle", "100ms", "--execute"}, options);
    }
}
