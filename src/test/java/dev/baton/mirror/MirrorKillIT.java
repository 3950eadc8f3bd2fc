package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.quickstart.PlainTraffic;
import dev.baton.quickstart.Shapes;
import dev.baton.quickstart.Traffic;
import dev.baton.quickstart.TransactionalTraffic;
import dev.baton.quickstart.WriteBook;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the mirror under load, again and again, at random moments, and then compares both logs record by record. So many
 * kills as {@code -Dbaton.kills} says.
 */
@WithClusters
class MirrorKillIT {
    private static final int KILLS = Integer.getInteger("baton.kills", 4);
    private static final List<String> PRESERVED = List.of("orders", "payments");

    /** Compacted, hence mapped; its one segment is never cleaned here, so that all records can be compared. */
    private static final List<String> MAPPED = List.of("shelf");

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Random random = new Random();

    @TempDir
    private Path directory;

    MirrorKillIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldHoldEachCommittedRecordOnceInOrderWhenTheMirrorIsKilledAgainAndAgain() throws Exception {
        // Given
        Path config = new TwoSites(east, west, directory)
                .with("topics", "orders|payments|shelf")
                .with("replication.factor", "1")
                .config();
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("orders", 3, (short) 1),
                            new NewTopic("payments", 2, (short) 1),
                            new NewTopic("shelf", 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        WriteBook book = new WriteBook();
        try (Traffic orders = new PlainTraffic(east.bootstrap(), Shapes.orders("orders", "o"), book);
                Traffic payments = new TransactionalTraffic(
                        east.bootstrap(), "kill-payments", Shapes.payments("payments", "p"), book);
                Traffic shelf =
                        new TransactionalTraffic(east.bootstrap(), "kill-shelf", Shapes.payments("shelf", "s"), book)) {
            orders.start(2_000);
            payments.start(300);
            shelf.start(300);
            // When
            for (int kill = 0; kill < KILLS; kill++) {
                mirrorAndKill(config);
            }
        }
        BatonProcess.Result last = BatonProcess.run("mirror", "--once", "-c", config.toString());
        // Then
        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(committed(west, PRESERVED)).isEqualTo(committed(east, PRESERVED));
        assertThat(ends(west, PRESERVED)).isEqualTo(ends(east, PRESERVED));
        assertThat(ids(west, MAPPED)).isEqualTo(ids(east, MAPPED));
    }

    private void mirrorAndKill(Path config) {
        long before = total(ends(west, List.of("orders", "payments", "shelf")));
        try (BatonProcess mirror = BatonProcess.start("mirror", "-c", config.toString())) {
            Awaitility.await("mirrored something: " + mirror.err())
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> total(ends(west, List.of("orders", "payments", "shelf"))) > before);
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(random.nextInt(2_500)))
                    .until(() -> true);
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            mirror.kill();
        }
    }

    private static List<LogRecord> committed(KafkaCluster cluster, List<String> topics) {
        return new ClusterLog(cluster.bootstrap())
                .committed(topics).stream()
                        .sorted(Comparator.comparing(LogRecord::topic)
                                .thenComparing(LogRecord::partition)
                                .thenComparing(LogRecord::offset))
                        .toList();
    }

    private static List<String> ids(KafkaCluster cluster, List<String> topics) {
        return committed(cluster, topics).stream()
                .map(record -> record.partition() + " " + record.id())
                .toList();
    }

    private static Map<TopicPartition, Long> ends(KafkaCluster cluster, List<String> topics) {
        return new ClusterLog(cluster.bootstrap()).ends(topics, "read_committed");
    }

    private static long total(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }
}
