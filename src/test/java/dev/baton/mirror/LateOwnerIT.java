package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.Mark;
import dev.baton.state.StateLog;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a process still wrote that had lost its shards without knowing: the owner sets it right, also where nothing moves. */
@WithClusters
class LateOwnerIT {
    private static final TopicPartition P = new TopicPartition("idle", 0);
    private static final int RECORDS = 100;

    private final KafkaCluster east;
    private final KafkaCluster west;

    LateOwnerIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldSetRightWhatALateOwnerWroteOfIdlePartitionsAndGroups() throws Exception {
        // Given
        fill();
        commit(east, "late", RECORDS);
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test");
                RunningMirror mirror = RunningMirror.start(Flows.eastToWest("idle", "late"), east, west);
                StateWriter state = new StateWriter(target, "east")) {
            Awaitility.await().atMost(Duration.ofSeconds(40)).ignoreExceptions().untilAsserted(() -> {
                assertThat(state(target).marks().get(P).coveredTo()).isEqualTo(RECORDS);
                assertThat(committed("late")).isEqualTo(RECORDS);
            });
            Mark mark = state(target).marks().get(P);
            FlowFacts facts = state(target).facts();
            // When
            List<GroupSnapshot.Commit> eleven = List.of(new GroupSnapshot.Commit("idle", 0, 11, ""));
            state.write(List.of(late(facts), lower(mark), new GroupSnapshot("late", Instant.now(), eleven, eleven)));
            commit(west, "late", 11);
            // Then
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                FlowState now = state(target);
                assertThat(now.facts()).isEqualTo(facts);
                assertThat(now.marks().get(P).saysTheSameAs(mark)).isTrue();
                assertThat(now.groups().get("late").commits().get(0).offset()).isEqualTo(RECORDS);
                assertThat(committed("late")).isEqualTo(RECORDS);
            });
        }
    }

    /** As one makes them that is the first of its flow as well, and sleeps before it writes them. */
    private static FlowFacts late(FlowFacts facts) {
        return new FlowFacts(
                facts.from(),
                facts.to(),
                facts.sourceClusterId(),
                facts.targetClusterId(),
                facts.prefix(),
                facts.shards(),
                facts.producerId() + 100,
                facts.markerProducerId() + 100,
                Instant.now());
    }

    private static Mark lower(Mark mark) {
        return new Mark(
                mark.topic(),
                mark.partition(),
                mark.targetTopic(),
                mark.sourceTopicId(),
                mark.targetTopicId(),
                mark.mode(),
                10,
                10,
                10,
                mark.alignedStart(),
                mark.sourceLeaderEpoch(),
                mark.sourceEnd(),
                mark.sourceStable(),
                mark.lastTimestamp(),
                Instant.now(),
                mark.filled(),
                mark.keptBelow(),
                mark.deletesMissingBelow(),
                mark.lastRun());
    }

    private static FlowState state(Cluster target) {
        return new StateLog("east").read(target);
    }

    private void fill() throws Exception {
        try (Admin admin = east.admin();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic("idle", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>("idle", new byte[] {(byte) i}));
            }
        }
    }

    private static void commit(KafkaCluster cluster, String group, long offset) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(P, new OffsetAndMetadata(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private long committed(String group) throws Exception {
        try (Admin admin = west.admin()) {
            OffsetAndMetadata there = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS)
                    .get(P);
            return there == null ? -1 : there.offset();
        }
    }
}
