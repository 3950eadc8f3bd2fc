package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Layout;
import dev.baton.wire.Leader;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithClusters
class AlignerIT {
    private static final int START = 250_000;

    private final KafkaCluster west;

    AlignerIT(@Named(value = "west", with = "log.cleaner.backoff.ms=200") KafkaCluster west) {
        this.west = west;
    }

    @Test
    void shouldBringTheLogToItsStartThoughCompactionTakesFillersBeforeTheyAreDeleted() {
        // Given
        TestData target = new TestData(west);
        target.create(
                "t",
                1,
                Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "segment.ms",
                        "100",
                        "min.cleanable.dirty.ratio",
                        "0",
                        "delete.retention.ms",
                        "0"));
        try (LogControl control = new LogControl(west.clientConfig(), "test")) {
            Sides sides = sides(control);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> control.logEnd(sides.target(), sides.targetLeader()) == 0);
            long producer = control.transactions().newProducerId().id();
            Aligner aligner = new Aligner(control, () -> {});
            // When
            aligner.fill(sides, producer, 0, START - 1, System.currentTimeMillis());
            Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            aligner.fill(sides, producer, START - 1, START, System.currentTimeMillis());
            Awaitility.await("compaction")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> new ClusterLog(west.bootstrap()).raw("t").size() < START / 2);
            aligner.deleteBelow(sides, START);
            // Then
            assertThat(control.logStart(sides.target(), sides.targetLeader())).isEqualTo(START);
            assertThat(control.logEnd(sides.target(), sides.targetLeader())).isEqualTo(START);
        }
        target.produce("t", 0, 1, System.currentTimeMillis());
        assertThat(new ClusterLog(west.bootstrap()).raw("t"))
                .singleElement()
                .extracting(record -> record.offset())
                .isEqualTo((long) START);
    }

    private static Sides sides(LogControl control) {
        Layout layout = control.layout(List.of("t"));
        Leader leader = layout.leaders().get(new TopicPartition("t", 0));
        PartitionRef target = new PartitionRef("t", layout.topicIds().get("t"), 0);
        TargetConfigs configs = new TargetConfigs(1_000_000, true, true, true);
        MirroredTopic topic = new MirroredTopic("t", "S", "t", "T", 1, Duration.ofDays(1), configs, false, null);
        return new Sides(topic, target, target, leader, leader);
    }
}
