package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.FlowConfig;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.FlowFacts;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Layout;
import dev.baton.wire.Leader;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A lease that fails: an owner froze with records that it had read, another one took over, and the first one wakes and sends.
 * Then it is the target's log that keeps it out.
 */
@WithClusters
class FencedOwnerIT {
    private static final int RECORDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final TestData east;
    private final TestData west;

    FencedOwnerIT(
            @Named("east") KafkaCluster east,
            @Named(value = "west", with = "producer.id.expiration.check.interval.ms=1000") KafkaCluster west) {
        this.east = new TestData(east);
        this.west = new TestData(west);
    }

    @Test
    void shouldRefuseAnOwnerOfAMappedPartitionOnceAnotherOneHasTakenOverThoughThatOneHasAppendedNothing()
            throws Exception {
        // Given
        FlowConfig flow = create("shelf", Map.of("cleanup.policy", "compact"));
        MirroredTopic topic =
                new MirroredTopic("shelf", "S", "shelf", "T", 1, Duration.ofDays(1), Starts.CONFIGS, false, null);
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        long now = System.currentTimeMillis();
        try (LoneOwner first = new LoneOwner(flow, facts, east.cluster(), west.cluster());
                LoneOwner second = new LoneOwner(flow, facts, east.cluster(), west.cluster())) {
            first.begin(first.prepare(topic));
            mirrored("shelf", now, RECORDS);
            first.freeze();
            east.produce("shelf", 0, RECORDS, now + 1_000);
            first.awaitRead("shelf", 2 * RECORDS);
            // When
            PartitionStart start = second.prepare(topic);
            first.wake();
            // Then
            assertThat(first.awaitEnd()).isEqualTo(new LaneEnd.Resync("another mirror took over shelf-0"));
            assertThat(String.join("\n", west.cluster().log(1)).contains("InvalidProducerEpochException"))
                    .as("the broker refused it")
                    .isTrue();
            second.begin(start);
            mirrored("shelf", now + 2_000, 3 * RECORDS);
            assertThat(second.isEnded()).isFalse();
        }
        new BothLogs(east.cluster(), west.cluster(), "shelf", 0)
                .assertSameRecords()
                .assertExactMap();
    }

    @Test
    void shouldAppendNothingTwiceWhereTheBrokerForgotTheProducerOfOldRecordsBeforeTheTakeover() throws Exception {
        // Given
        FlowConfig flow = create("old", Map.of("retention.ms", "-1"));
        MirroredTopic topic = Starts.topic("old");
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        long then = System.currentTimeMillis() - Duration.ofDays(2).toMillis();
        try (LoneOwner first = new LoneOwner(flow, facts, east.cluster(), west.cluster());
                LoneOwner second = new LoneOwner(flow, facts, east.cluster(), west.cluster())) {
            first.begin(first.prepare(topic));
            mirrored("old", then, RECORDS);
            Awaitility.await("the broker forgets")
                    .atMost(PATIENCE)
                    .until(() -> west.producers("old", 0).isEmpty());
            // it looks at them every ten minutes by default, and not within the moments that this takes
            rememberProducersFor(Duration.ofDays(20));
            first.freeze();
            east.produce("old", 0, RECORDS, then + 1_000);
            first.awaitRead("old", 2 * RECORDS);
            // When
            second.begin(second.prepare(topic));
            awaitRecords("old", 2 * RECORDS);
            first.wake();
            // Then
            assertThat(first.awaitEnd()).asString().contains("was appended before, and not by this process");
            mirrored("old", then + 2_000, 3 * RECORDS);
            assertThat(second.isEnded()).isFalse();
        }
        BothLogs logs = new BothLogs(east.cluster(), west.cluster(), "old", 0)
                .assertSameRecords()
                .assertExactMap();
        assertThat(logs.map().isPreserved()).isTrue();
    }

    /** It would fill the target's log behind what somebody else has written since. */
    @Test
    void shouldBringNoLogToTheStartOfTheSourceWithoutALease() throws Exception {
        // Given
        FlowConfig flow = create("begun", Map.of());
        MirroredTopic topic = Starts.topic("begun");
        east.produce("begun", 0, RECORDS, System.currentTimeMillis());
        try (Admin admin = east.cluster().admin()) {
            admin.deleteRecords(Map.of(new TopicPartition("begun", 0), RecordsToDelete.beforeOffset(RECORDS / 2)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        try (LoneOwner owner = new LoneOwner(flow, facts, east.cluster(), west.cluster())) {
            // When
            owner.freeze();
            assertThatThrownBy(() -> owner.prepare(topic)).hasMessageContaining("does not confirm this mirror");
            // Then
            TopicPartition partition = new TopicPartition("begun", 0);
            assertThat(new ClusterLog(west.cluster().bootstrap()).ends(List.of("begun"), "read_uncommitted"))
                    .containsExactly(Map.entry(partition, 0L));
            owner.wake();
            assertThat(owner.prepare(topic).nextTarget()).isEqualTo(RECORDS / 2);
        }
    }

    @Test
    void shouldNotTakeAnotherBatchOfTheSameSequenceForItsOwn() throws Exception {
        // Given
        FlowConfig flow = create("twin", Map.of());
        MirroredTopic topic = Starts.topic("twin");
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        long now = System.currentTimeMillis();
        try (LoneOwner owner = new LoneOwner(flow, facts, east.cluster(), west.cluster())) {
            owner.begin(owner.prepare(topic));
            mirrored("twin", now, RECORDS);
            // When
            append("twin", facts.producerId(), RECORDS, now + 1_000);
            east.produce("twin", 0, 1, now + 2_000);
            // Then
            assertThat(owner.awaitEnd())
                    .asString()
                    .contains("source offset " + RECORDS + " of twin-0 was appended before, and not by this process");
            assertThatThrownBy(() -> owner.prepare(topic))
                    .hasMessageContaining(
                            "the record at offset " + RECORDS + " of twin-0 on the target is not the one");
        }
    }

    // ----

    /** One record of somebody else's, under the name of the mirror. */
    private void append(String topic, long producerId, int sequence, long time) {
        try (LogControl control = new LogControl(west.cluster().clientConfig(), "test")) {
            Layout layout = control.layout(List.of(topic));
            PartitionRef partition = new PartitionRef(topic, layout.topicIds().get(topic), 0);
            ByteBuffer other = ByteBuffer.wrap("other".getBytes(StandardCharsets.UTF_8));
            ByteBuffer batch = RecordBatches.keyed(List.of(new RecordBatches.Keyed(other, other)), time);
            Leader leader = layout.leaders().get(partition.topicPartition());
            Appended outcome = control.append(leader, new Batch(partition, batch, producerId, (short) 0, sequence));
            assertThat(outcome).isInstanceOf(Appended.Accepted.class);
        }
    }

    private FlowConfig create(String topic, Map<String, String> configs) {
        east.create(topic, 1, configs);
        west.create(topic, 1, configs);
        return Flows.eastToWest(topic, "none");
    }

    /** Writes some more records to the source, and waits until all are mirrored. */
    private void mirrored(String topic, long firstTime, int all) {
        east.produce(topic, 0, RECORDS, firstTime);
        awaitRecords(topic, all);
    }

    private void awaitRecords(String topic, int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> records(topic), found -> found >= count);
    }

    private int records(String topic) {
        return new ClusterLog(west.cluster().bootstrap()).raw(topic).size();
    }

    private void rememberProducersFor(Duration life) throws Exception {
        ConfigEntry longer = new ConfigEntry("producer.id.expiration.ms", Long.toString(life.toMillis()));
        try (Admin admin = west.cluster().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.BROKER, ""),
                            List.of(new AlterConfigOp(longer, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
