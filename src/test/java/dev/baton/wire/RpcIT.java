package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.WithClusters;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to a broker that asks for pauses, hangs, or speaks another protocol. */
@WithClusters
class RpcIT {
    /** So little that each request is too much: a broker asks for a second's pause then. */
    private static final double NEXT_TO_NOTHING = 0.000_1;

    private final KafkaCluster west;
    private final AtomicBoolean mayLeave = new AtomicBoolean(true);
    private final List<@Nullable MetadataResponse> answers = new ArrayList<>();
    private Rpc rpc;
    private Node node;

    RpcIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    @BeforeEach
    void connect() {
        rpc = new Rpc(west.clientConfig(), "test", 5, mayLeave::get);
        node = rpc.anyNode();
        while (rpc.connection(node) < 0) {
            rpc.poll(10);
        }
    }

    @AfterEach
    void close() {
        rpc.close();
        new TestData(west).removeQuota("request_percentage").removeQuota("producer_byte_rate");
    }

    @Test
    void shouldKeepTheConnectionWhileTheBrokerAsksForAPause() {
        // Given
        long connection = rpc.connection(node);
        new TestData(west).quota("request_percentage", NEXT_TO_NOTHING);
        while (!rpc.isPaused(node)) {
            ask();
            awaitAnswers();
        }
        // When
        boolean connected = rpc.isConnected(node);
        long meanwhile = rpc.connection(node);
        ask();
        rpc.poll(0);
        awaitAnswers();
        // Then
        assertThat(connected).isTrue();
        assertThat(meanwhile).isEqualTo(connection);
        assertThat(rpc.connection(node)).isEqualTo(connection);
        assertThat(answers).doesNotContainNull();
    }

    @Test
    void shouldNotTakeALongPauseForSilence() {
        // Given
        new TestData(west).create("t", 1, Map.of()).quota("producer_byte_rate", 10_000);
        try (LogControl control = new LogControl(west.clientConfig(), "test-pause")) {
            Layout layout = control.layout(List.of("t"));
            PartitionRef partition = new PartitionRef("t", layout.topicIds().get("t"), 0);
            Leader leader = layout.leaders().get(partition.topicPartition());
            byte[] value = new byte[240_000];
            new Random(7).nextBytes(value);
            ByteBuffer records = RecordBatches.keyed(
                    List.of(new RecordBatches.Keyed(ByteBuffer.wrap(new byte[1]), ByteBuffer.wrap(value))), 0);
            // When
            long begun = System.nanoTime();
            control.append(
                    leader,
                    new Batch(
                            partition,
                            records,
                            control.transactions().newProducerId().id(),
                            (short) 0,
                            0));
            long end = control.logEnd(partition, leader);
            // Then
            assertThat(end).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(Duration.ofMillis(Rpc.CALL_TIMEOUT_MS));
        }
    }

    @Test
    void shouldGiveUpInTimeWhenABrokerHangsOnAnOpenConnection() {
        // Given
        call();
        west.pause(1);
        // When
        long begun = System.nanoTime();
        assertThatThrownBy(this::call)
                .isInstanceOfSatisfying(
                        BatonException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNREACHABLE));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        west.resume(1);
        // Then
        assertThat(took)
                .isBetween(
                        Duration.ofMillis(Rpc.CALL_TIMEOUT_MS - 100), Duration.ofMillis(Rpc.CALL_TIMEOUT_MS + 2_000));
    }

    @Test
    void shouldAnswerARequestThatTheBrokerDoesNotKnowAndFail() {
        // Given
        rpc.send(
                node,
                new MetadataRequest.Builder(List.of(), false, Short.MAX_VALUE),
                MetadataResponse.class,
                answers::add);
        // Then
        assertThatThrownBy(() -> rpc.poll(10))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("too old");
        assertThat(answers).containsExactly((MetadataResponse) null);
        assertThat(rpc.inFlight(node)).isZero();
    }

    @Test
    void shouldGiveUpWhatWaitsToLeaveWhenItMayNotLeaveAnyMore() {
        // Given the second one waits for the first to be sent
        ask();
        ask();
        // When
        mayLeave.set(false);
        awaitAnswers();
        // Then
        assertThat(answers).hasSize(2).filteredOn(answer -> answer != null).hasSize(1);
    }

    private void ask() {
        assertThat(rpc.send(node, Layout.request(List.of()), MetadataResponse.class, answers::add))
                .isTrue();
    }

    private void call() {
        rpc.call(node, Layout.request(List.of()), MetadataResponse.class);
    }

    private void awaitAnswers() {
        while (rpc.inFlight(node) > 0) {
            rpc.poll(10);
        }
    }
}
