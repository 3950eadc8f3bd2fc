package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.failure.Pause;
import dev.baton.state.MirrorBeat;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
@WithClusters
class SignOfLifeIT {
    private static final Duration HELD_UP = Duration.ofSeconds(1);

    private final KafkaCluster west;

    SignOfLifeIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    /** The lease counts from when it is written, and a switch goes by the time that is in it. */
    @Test
    void shouldTellTheTimeAtWhichABeatIsWrittenWhenItHadToWaitForAnother() throws Exception {
        try (Cluster target = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                StateTail tail = new StateTail(west.clientConfig(), "held")) {
            // Given
            StateTopics.create(target, "held", (short) 1);
            try (StateWriter state = new StateWriter(target, "held")) {
                SignOfLife signOfLife = new SignOfLife(state, tail, Leases.held(Duration.ofMinutes(1)), word -> {});
                CountDownLatch begun = new CountDownLatch(1);
                CompletableFuture<Void> first = CompletableFuture.runAsync(() -> signOfLife.give(() -> {
                    begun.countDown();
                    Pause.take(HELD_UP);
                    return beat("first");
                }));
                assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
                Instant asked = Instant.now();
                // When
                CompletableFuture<MirrorBeat> second = CompletableFuture.supplyAsync(() -> {
                    MirrorBeat[] given = new MirrorBeat[1];
                    signOfLife.give(() -> given[0] = beat("second"));
                    return given[0];
                });
                first.get(20, TimeUnit.SECONDS);
                // Then
                assertThat(second.get(20, TimeUnit.SECONDS).time()).isAfter(asked.plus(HELD_UP.dividedBy(2)));
            }
        }
    }

    private static MirrorBeat beat(String member) {
        Instant now = Instant.now();
        return new MirrorBeat(member, "host", now, List.of(), now, null, 0, true, List.of());
    }
}
