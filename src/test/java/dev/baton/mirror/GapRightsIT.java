package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.offsets.Run;
import dev.baton.state.Mark;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestData;
import dev.baton.wire.RawLog;
import dev.baton.wire.RawLog.RawBatch;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gaps on a target that gives no right to write markers: {@code auto} maps, {@code preserve} asks the coordinator. */
@Tag("long")
class GapRightsIT {
    @Test
    void shouldMapOrFillByTheCoordinatorWhenMarkersMayNotBeWritten() {
        // Given
        try (UnprivilegedSites sites = UnprivilegedSites.start(KafkaCluster.named("west"))) {
            TestData east = new TestData(sites.east());
            String config = sites.config("chosen|must|plain", "offsets.preserve: must");
            List<String> topics = List.of("chosen", "must", "plain");
            topics.forEach(topic -> {
                east.create(topic, 1, Map.of());
                east.produce(topic, 0, 20, System.currentTimeMillis());
            });
            mirror(config);
            List.of("chosen", "must").forEach(topic -> east.produceInTransactions(topic, 500));
            // When
            BatonProcess.Result result = mirror(config);
            List.of("chosen", "must").forEach(topic -> east.produceInTransactions(topic, 100));
            mirror(config);
            // Then
            assertThat(result.err().lines())
                    .anyMatch(
                            line -> line.contains("chosen-0 goes over to mapped offsets: " + LaneEnd.NoMarkers.REASON))
                    .anyMatch(line ->
                            line.contains(LaneEnd.NoMarkers.REASON + "; gaps of partitions that are to be preserved"))
                    .noneMatch(line -> line.contains("must-0 goes over"));
            BothLogs chosen = logs(sites, "chosen").assertExactMap();
            assertThat(chosen.mark().mode()).isEqualTo(Mark.Mode.MAPPED);
            // ten records of the first transaction went before its marker, which was the first gap
            assertThat(chosen.mark().keptBelow()).isEqualTo(30);
            assertThat(chosen.map().runs()).startsWith(new Run(0, 0)).hasSizeGreaterThan(10);
            BothLogs must = logs(sites, "must").assertExactMap();
            assertThat(must.mark().mode()).isEqualTo(Mark.Mode.PRESERVED);
            assertThat(must.map().isPreserved()).isTrue();
            assertThat(must.mark().filled()).isEqualTo(markersOf(sites.west(), "must"));
            assertThat(logs(sites, "plain").mark().mode()).isEqualTo(Mark.Mode.PRESERVED);
        }
    }

    @Test
    void shouldWriteMarkersItselfWhenClusterActionIsGiven() {
        // Given
        try (UnprivilegedSites sites = UnprivilegedSites.start(KafkaCluster.named("west"))) {
            new TestData(sites.east()).create("given", 1, Map.of()).produceInTransactions("given", 100);
            sites.target().grantOnCluster(AclOperation.CLUSTER_ACTION);
            // When
            mirror(sites.config("given", "offsets: auto"));
            // Then
            BothLogs logs = logs(sites, "given");
            assertThat(logs.mark().mode()).isEqualTo(Mark.Mode.PRESERVED);
            assertThat(logs.mark().filled()).isPositive().isEqualTo(markersOf(sites.west(), "given"));
        }
    }

    private static BothLogs logs(UnprivilegedSites sites, String topic) {
        return new BothLogs(sites.east(), sites.west(), topic, 0).assertSameRecords();
    }

    private static long markersOf(KafkaCluster cluster, String topic) {
        return RawLog.of(cluster.clientConfig(), topic, 0).stream()
                .filter(RawBatch::control)
                .count();
    }

    private static BatonProcess.Result mirror(String config) {
        BatonProcess.Result result = BatonProcess.run(Map.of(), config, "mirror", "--once", "-c", "/dev/stdin");
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }
}
