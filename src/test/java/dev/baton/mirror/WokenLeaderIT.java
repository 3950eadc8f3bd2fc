package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.FlowFacts;
import dev.baton.state.Mark;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Layout;
import dev.baton.wire.LogControl;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A leader of the target that slept while another one was elected shows a log that ends too early, for a moment. Here it is
 * a log that gets there a moment after the question.
 */
@WithClusters
class WokenLeaderIT {
    private static final Duration MOMENT = Duration.ofMillis(300);

    private final TestData east;
    private final TestData west;

    WokenLeaderIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west) {
        this.east = new TestData(east);
        this.west = new TestData(west);
    }

    @Test
    void shouldAskAgainBeforeItBelievesThatTheTargetLostWhatItAcknowledged() throws Exception {
        // Given a mark of a record that is not to be seen yet
        east.create("t", 1, Map.of()).produce("t", 0, 1, System.currentTimeMillis());
        west.create("t", 1, Map.of());
        MirroredTopic topic = Starts.topic("t");
        FlowFacts facts = Flows.facts(west.cluster().clientConfig());
        try (LogControl control = new LogControl(west.cluster().clientConfig(), "test");
                LoneOwner owner = new LoneOwner(Flows.eastToWest("t", "none"), facts, east.cluster(), west.cluster())) {
            Layout layout = control.layout(List.of("t"));
            PartitionRef log = new PartitionRef("t", layout.topicIds().get("t"), 0);
            owner.prepare(topic);
            Mark mark = Objects.requireNonNull(owner.mark(topic)).loweredTo(1, 1, null, Instant.now());
            // When
            CompletableFuture<PartitionStart> prepared =
                    CompletableFuture.supplyAsync(() -> owner.prepare(topic, mark));
            LockSupport.parkNanos(MOMENT.toNanos());
            RecordBatches.Keyed record = new RecordBatches.Keyed(ByteBuffer.allocate(1), null);
            Appended appended = control.append(
                    layout.leaders().get(log.topicPartition()),
                    new Batch(log, RecordBatches.keyed(List.of(record), 0), facts.producerId(), (short) 0, 0));
            PartitionStart start = prepared.get(20, TimeUnit.SECONDS);
            // Then
            assertThat(appended).isEqualTo(new Appended.Accepted(0, false));
            assertThat(start.nextTarget()).isEqualTo(1);
            assertThat(start.nextSource()).isEqualTo(1);
            assertThat(owner.losses()).isEmpty();
        }
    }
}
