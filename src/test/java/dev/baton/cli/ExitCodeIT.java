package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.BatonProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The codes of the process itself, where they need no broker: 0, 2, 4 and 130. */
class ExitCodeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Accepts connections and never answers, as a cluster behind a dead network does. */
    private ServerSocket silent;

    private final AtomicBoolean asked = new AtomicBoolean();

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        new Thread(this::accept).start();
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
    }

    @Test
    void shouldEndWith0WhenDone() {
        // When
        BatonProcess.Result result = BatonProcess.run("--version");

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("baton ");
    }

    @Test
    void shouldEndWith2WhenTheCommandLineIsWrong() {
        // When
        BatonProcess.Result result = BatonProcess.run("config", "check", "--onlin");

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("baton: unknown option: '--onlin'", "did you mean --online");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void shouldEndWith4WithinTheDeadlineAndWithoutLogNoiseWhenAClusterIsSilent() {
        // When
        BatonProcess.Result result =
                BatonProcess.run("config", "check", "--online", "--target-bootstrap", address(), "--timeout", "1s");

        // Then
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(4);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void shouldEndWith130WhenInterrupted() throws IOException, InterruptedException {
        // Given
        try (BatonProcess baton = waiting()) {
            // When
            new ProcessBuilder("kill", "-INT", String.valueOf(baton.pid()))
                    .start()
                    .waitFor();

            // Then
            assertInterrupted(baton.await(LIMIT));
        }
    }

    @Test
    void shouldEndWith130WhenTerminated() {
        // Given
        try (BatonProcess baton = waiting()) {
            // When
            baton.terminate();

            // Then
            assertInterrupted(baton.await(LIMIT));
        }
    }

    private static void assertInterrupted(BatonProcess.Result result) {
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(130);
        assertThat(result.err()).isEqualTo("baton: interrupted\n");
    }

    private BatonProcess waiting() {
        BatonProcess baton =
                BatonProcess.start("config", "check", "--online", "--target-bootstrap", address(), "--timeout", "10m");
        await().atMost(LIMIT).untilTrue(asked);
        return baton;
    }

    private String address() {
        return "127.0.0.1:" + silent.getLocalPort();
    }

    private void accept() {
        try {
            silent.accept();
            asked.set(true);
        } catch (IOException e) {
            // closed by the test
        }
    }
}
