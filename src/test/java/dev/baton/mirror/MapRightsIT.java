package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.InternalTopics;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.CuttingProxy;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The right to ask for the state of the offset map, withdrawn from a mirror that writes to it. */
class MapRightsIT {
    private static final String MAP = InternalTopics.offsetMap("east");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldNameTheMissingRightAndGoOnWhenItIsGivenBack() {
        List<KafkaCluster> clusters = KafkaCluster.startAll(
                KafkaCluster.named("east"),
                KafkaCluster.named("west").permissive().proxied());
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1);
                CuttingProxy toWest = west.proxy()) {
            // Given
            TestData data = new TestData(east).create("mapped", 1, Map.of());
            data.produceInTransactions("mapped", 50);
            String config = Flows.yaml(
                    east.bootstrap(),
                    toWest.bootstrap(),
                    "topics: mapped, groups: none, replication.factor: 1, offsets: map");
            try (BatonProcess mirror = BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin")) {
                awaitEnd(west, 40);
                TestAcls acls = new TestAcls(west);
                // When
                acls.withdraw(AclOperation.READ, MAP);
                toWest.cut();
                data.produceInTransactions("mapped", 50);
                // Then
                mirror.awaitSaying(
                        Pattern.compile("mapped-0: .*READ on topic " + Pattern.quote(MAP) + " is missing"), PATIENCE);
                acls.giveBack(AclOperation.READ, MAP);
                awaitEnd(west, 80);
            }
            assertThat(new BothLogs(east, west, "mapped", 0)
                            .assertSameRecords()
                            .assertExactMap()
                            .records())
                    .isEqualTo(80);
        }
    }

    private static void awaitEnd(KafkaCluster west, long end) {
        TestData data = new TestData(west);
        Awaitility.await("records on the target")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> data.end("mapped", 0) >= end);
    }
}
