package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.state.StateReader;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planned switch of all groups that leaves one behind: that one goes on at the source, and is mirrored on. */
@Tag("long")
@WithClusters
class PartOfFlowIT {
    private final TestData atEast;
    private final TestData atWest;
    private final Path directory;

    PartOfFlowIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atEast = new TestData(east);
        this.atWest = new TestData(west);
        this.directory = directory;
    }

    @Test
    void shouldEndNoTopicOfAGroupThatStays() {
        // Given
        TwoSites sites = new TwoSites(atEast.cluster(), atWest.cluster(), directory);
        PlayedMirror mirror = new PlayedMirror(sites);
        String stays = mirror.topic("part-stays");
        String unread = mirror.topic("part-unread");
        String goes = mirror.topic("part-goes");
        mirror.group("part-stays-app", stays, 40, List.of());
        mirror.group("part-goes-app", goes, PlayedMirror.RECORDS, List.of());
        try (KafkaConsumer<String, String> member = atEast.member("part-stays-app", stays)) {
            // When
            JsonNode report = sites.run(ExitCode.REFUSED, "switch", "--mode", "planned", "--all-groups", "--execute");

            // Then
            assertThat(member.assignment()).isNotEmpty();
            assertThat(report.toString()).contains("active on the source: the-member@");
            assertThat(atWest.committed("part-goes-app", goes)).isEqualTo(PlayedMirror.RECORDS);
            try (Cluster target = sites.connectToTarget()) {
                var switched = new StateReader(target).read("east").switched();
                assertThat(switched.coversTopic(goes)).isTrue();
                assertThat(switched.coversTopic(stays)).isFalse();
                assertThat(switched.coversTopic(unread)).isFalse();
                assertThat(switched.coversGroup("part-stays-app")).isFalse();
            }
        }
    }
}
