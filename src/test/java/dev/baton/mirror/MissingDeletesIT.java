package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions that stand still for longer than the source keeps the deletes of a compacted topic. */
@WithClusters
class MissingDeletesIT {
    private static final String SAID = "deletes may be missing below source offset ";

    private final KafkaCluster east;
    private final KafkaCluster west;

    MissingDeletesIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSayForGoodThatDeletesMayBeMissingWhenACompactedPartitionStoodStillForLong() {
        // Given
        Duration kept = Duration.ofSeconds(1);
        TestData data = new TestData(east)
                .create("shelf", 1, compacted(kept))
                .create("idle", 1, compacted(kept))
                .create("kept", 1, compacted(Duration.ofDays(1)))
                .create("plain", 1, Map.of("delete.retention.ms", "1000"));
        for (String topic : new String[] {"shelf", "idle", "kept", "plain"}) {
            data.produce(topic, 0, 10, System.currentTimeMillis());
        }
        BatonProcess.Result first = once();
        // When all but one have news, later
        LockSupport.parkNanos(kept.multipliedBy(2).toNanos());
        for (String topic : new String[] {"shelf", "kept", "plain"}) {
            data.produce(topic, 0, 5, System.currentTimeMillis());
        }
        BatonProcess.Result second = once();
        // Then
        assertThat(first.err()).doesNotContain(SAID);
        assertThat(second.err().lines().filter(line -> line.contains(SAID)))
                .singleElement()
                .asString()
                .contains("shelf-0: " + SAID + "15", "delete.retention.ms", "run baton mirror --remirror shelf");
        for (String asked : new String[] {"offsets", "readiness"}) {
            BatonProcess.Result shown = BatonProcess.run(Map.of(), config(), "inspect", asked, "-c", "/dev/stdin");
            assertThat(shown.out())
                    .as(asked)
                    .contains("shelf-0: " + SAID + "15")
                    .doesNotContain("idle-0: " + SAID);
        }
    }

    @Test
    @Tag("long")
    void shouldSayNothingWhenItStoodStillForAShorterTimeThoughItHadNoNewsForLong() {
        // Given a mirror that has nothing to do for longer than deletes are kept
        Duration kept = Duration.ofSeconds(20);
        TestData data = new TestData(east).create("quiet", 1, compacted(kept));
        data.produce("quiet", 0, 10, System.currentTimeMillis());
        try (BatonProcess mirror = BatonProcess.start(Map.of(), config(), "mirror", "-c", "/dev/stdin")) {
            // its fence takes an offset, too
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> ends("quiet") == 1 + 10);
            LockSupport.parkNanos(kept.plusSeconds(5).toNanos());
            // one that ends in peace says last how far it is
            mirror.kill();
        }
        // When
        data.produce("quiet", 0, 5, System.currentTimeMillis());
        BatonProcess.Result next = once();
        // Then
        assertThat(next.err()).doesNotContain("quiet-0: " + SAID);
    }

    private long ends(String topic) {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .getOrDefault(new TopicPartition(topic, 0), 0L);
    }

    private static Map<String, String> compacted(Duration deletesKept) {
        return Map.of("cleanup.policy", "compact", "delete.retention.ms", String.valueOf(deletesKept.toMillis()));
    }

    private BatonProcess.Result once() {
        BatonProcess.Result result = BatonProcess.run(Map.of(), config(), "mirror", "--once", "-c", "/dev/stdin");
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private String config() {
        return Flows.yaml(
                east.bootstrap(),
                west.bootstrap(),
                "topics: 'shelf|idle|kept|plain|quiet', groups: none, replication.factor: 1");
    }
}
