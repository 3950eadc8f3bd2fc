package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.config.FlowConfig;
import dev.baton.testkit.KafkaCluster;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A mirror that runs on a thread of the test until it is closed, which fails where the mirror failed. */
final class RunningMirror implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Mirror mirror;
    private final CompletableFuture<MirrorResult> result;

    private RunningMirror(MirrorSettings settings) {
        mirror = new Mirror(settings, stop::get, line -> {});
        result = CompletableFuture.supplyAsync(mirror::run, task -> new Thread(task, "mirror-under-test").start());
    }

    static RunningMirror start(FlowConfig flow, KafkaCluster source, KafkaCluster target) {
        return new RunningMirror(new MirrorSettings(flow, as(flow.from(), source), as(flow.to(), target), false));
    }

    static RunningMirror limited(FlowConfig flow, KafkaCluster source, KafkaCluster target, long maxRate) {
        return new RunningMirror(new MirrorSettings(
                flow, as(flow.from(), source), as(flow.to(), target), false, false, Set.of(), maxRate));
    }

    static RunningMirror groupsOnly(FlowConfig flow, KafkaCluster source, KafkaCluster target) {
        return new RunningMirror(
                new MirrorSettings(flow, as(flow.from(), source), as(flow.to(), target), false, true, Set.of(), null));
    }

    /** Runs a mirror until it has all that there was at its start. */
    static MirrorResult once(FlowConfig flow, KafkaCluster source, KafkaCluster target) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        return new Mirror(
                        new MirrorSettings(flow, as(flow.from(), source), as(flow.to(), target), true),
                        () -> System.nanoTime() > deadline,
                        line -> {})
                .run();
    }

    private static ClusterConfig as(String alias, KafkaCluster cluster) {
        return new ClusterConfig(alias, cluster.clientConfig().properties());
    }

    MirrorView view() {
        return mirror.view();
    }

    MirrorResult stop() {
        stop.set(true);
        try {
            return result.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the mirror did not end well", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
