package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that cannot move though nothing refuses them: they are in trouble, say why, and hold nothing else up. */
@Tag("long")
@WithClusters
class StandstillIT {
    private static final int RECORDS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaCluster east;
    private final KafkaCluster west;

    @TempDir
    private Path directory;

    StandstillIT(@Named("east") KafkaCluster east, @Named(value = "west", brokers = 3) KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSayWhyPartitionsStandStillWhenABrokerOfTheTargetIsGone() throws Exception {
        // Given: one wants all three replicas in sync, one has its only replica on broker 3
        createOnBoth();
        TwoSites sites = new TwoSites(east, west, directory)
                .with("topics", "fine|strict|single")
                .with("groups", "none")
                .with("replication.factor", "3");
        try (BatonProcess mirror = sites.start("mirror")) {
            write(0);
            awaitEnds(RECORDS, "fine", "strict", "single");
            // When
            west.kill(3);
            awaitTwoInSync("strict");
            write(RECORDS);
            // Then
            // what the leader took before it knew that one is missing is in its log for good, and never replicated
            mirror.awaitSaying(
                    Pattern.compile("strict-0: .*(NOT_ENOUGH_REPLICAS|OFFSET_NOT_AVAILABLE.*min.insync.replicas)"),
                    PATIENCE);
            mirror.awaitSaying(Pattern.compile("single-0.*no leader"), PATIENCE);
            awaitEnds(2 * RECORDS, "fine");
        }
        BatonProcess.Result once = sites.start("mirror", "--once").await(Duration.ofSeconds(120));
        assertThat(once.exitCode()).as(once.err()).isEqualTo(3);
        west.revive();
        BatonProcess.Result healed = sites.start("mirror", "--once").await(Duration.ofSeconds(120));
        assertThat(healed.exitCode()).as(healed.err()).isZero();
        for (String topic : List.of("fine", "strict", "single")) {
            new BothLogs(east, west, topic, 0).assertSameRecords();
        }
    }

    private void awaitTwoInSync(String topic) {
        try (Admin target = west.admin()) {
            Awaitility.await()
                    .ignoreExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> target.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .get()
                                    .get(topic)
                                    .partitions()
                                    .get(0)
                                    .isr()
                                    .size()
                            == 2);
        }
    }

    private void createOnBoth() throws Exception {
        try (Admin source = east.admin();
                Admin target = west.admin()) {
            source.createTopics(List.of(
                            new NewTopic("fine", 1, (short) 1),
                            new NewTopic("strict", 1, (short) 1),
                            new NewTopic("single", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            target.createTopics(List.of(
                            new NewTopic("strict", 1, (short) 3).configs(Map.of("min.insync.replicas", "3")),
                            new NewTopic("single", Map.of(0, List.of(3)))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private void write(int from) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < from + RECORDS; i++) {
                byte[] value = ("record " + i).getBytes(StandardCharsets.UTF_8);
                for (String topic : List.of("fine", "strict", "single")) {
                    var unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
                }
            }
        }
    }

    private void awaitEnds(long end, String... topics) {
        for (String topic : topics) {
            Awaitility.await(topic)
                    .ignoreExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> new ClusterLog(west.bootstrap())
                                    .ends(List.of(topic), "read_uncommitted")
                                    .get(new TopicPartition(topic, 0))
                            == end);
        }
    }
}
