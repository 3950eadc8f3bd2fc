package dev.baton.mirror;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.Mark;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateReader;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Owner of partition 0 of topics of a flow, with a lease that nobody takes away: what a process is whose group counted it out
 * and that does not know. What ends is not begun again.
 */
final class LoneOwner implements AutoCloseable {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Lease lease = new Lease(LEASE);
    private final CompletableFuture<LaneEnd> end = new CompletableFuture<>();
    private final TargetLosses losses = new TargetLosses();
    private final Cluster target;
    private final StateWriter state;
    private final Engine engine;
    private final Preparer preparer;

    LoneOwner(FlowConfig flow, FlowFacts facts, KafkaCluster east, KafkaCluster west) {
        target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(10)), "test");
        StateTopics.create(target, "east", (short) 1);
        state = new StateWriter(target, "east");
        engine = new Engine(
                east.clientConfig(), west.clientConfig(), null, lease, (partition, last, why) -> end.complete(why));
        engine.remembersProducersFor(Duration.ofHours(23));
        preparer = new Preparer(
                east.clientConfig(), west.clientConfig(), target, flow, facts, state, engine, Set.of(), losses);
        Thread thread = new Thread(engine, "engine-under-test");
        thread.setDaemon(true);
        thread.start();
        wake();
    }

    /** Takes the partition from whoever has it, and finds out where it goes on. */
    PartitionStart prepare(MirroredTopic topic) {
        return prepare(topic, mark(topic));
    }

    PartitionStart prepare(MirroredTopic topic, @Nullable Mark mark) {
        return preparer.prepare(topic, 0, mark, Preparer.Gaps.AS_EVER, () -> true);
    }

    /** What a process does from time to time for as long as it holds its shards. */
    void keepAlive() {
        preparer.owners().keepAlive();
    }

    /** The last one that the flow has. */
    @Nullable
    Mark mark(MirroredTopic topic) {
        return new StateReader(target).read("east").marks().get(new TopicPartition(topic.source(), 0));
    }

    /** What it found the target to have lost. */
    List<MirrorBeat.Fault> losses() {
        return losses.shown(Instant.now());
    }

    /** Goes on from there. */
    void begin(PartitionStart start) {
        engine.start(start);
    }

    /** From now on it reads, and sends nothing. */
    void freeze() {
        lease.renewed(System.nanoTime() - LEASE.toNanos());
    }

    /** It sends what it holds, in good faith. */
    void wake() {
        Leases.renew(lease);
    }

    void awaitRead(String topic, long sourceEnd) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            Progress progress = engine.progress(new TopicPartition(topic, 0));
            return progress != null && progress.lastStable() != null && progress.lastStable() >= sourceEnd;
        });
    }

    /** Why it stopped. */
    LaneEnd awaitEnd() throws Exception {
        return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    boolean isEnded() {
        return end.isDone();
    }

    @Override
    public void close() {
        preparer.close();
        engine.close();
        state.close();
        target.close();
    }
}
