package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BothClustersTest {
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    @Timeout(20)
    void shouldNotWaitForASourceThatCannotBeThereOnceTheTargetHasAnswered() {
        // When
        BothClusters<String, String> both =
                BothClusters.ask(this::hangs, () -> "target", () -> Optional.of(gone("refuses connections")));

        // Then
        assertThat(both.target().orThrow()).isEqualTo("target");
        assertThat(both.source())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().getMessage()).isEqualTo("refuses connections"));
    }

    @Test
    void shouldWaitForASourceThatMayYetAnswer() {
        // When
        BothClusters<String, String> both = BothClusters.ask(
                () -> {
                    pause();
                    return "source";
                },
                () -> "target",
                Optional::empty);

        // Then
        assertThat(both.source().orThrow()).isEqualTo("source");
    }

    @Test
    void shouldTellAClusterThatRefusesFromOneThatIsSilent() throws IOException {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listening = "127.0.0.1:" + silent.getLocalPort();

            // Then
            assertThat(refusal("127.0.0.1:1"))
                    .hasValueSatisfying(failure -> assertThat(failure.getMessage())
                            .isEqualTo(
                                    "cluster east (127.0.0.1:1) could not be asked: 127.0.0.1:1 refuses connections"));
            assertThat(refusal("127.0.0.1:1," + listening)).isEmpty();
        }
    }

    private static Optional<BatonException> refusal(String bootstrap) {
        try (Cluster cluster = Cluster.connect(
                new ClusterConfig("east", Map.of("bootstrap.servers", bootstrap)),
                Budget.total(Duration.ofSeconds(5)),
                "test")) {
            return cluster.refusal();
        }
    }

    private String hangs() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw gone("interrupted");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(1_500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BatonException gone(String why) {
        return new BatonException(FailureKind.UNREACHABLE, why);
    }
}
