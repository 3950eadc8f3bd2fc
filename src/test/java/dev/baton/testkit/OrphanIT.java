package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanIT {
    @Test
    void shouldLeaveNoBrokerBehindWhenTheParentIsKilled() throws Exception {
        // Given
        Process parent = new ProcessBuilder(JavaProcess.command(
                        JavaProcess.QUICK_JVM, JavaProcess.testClassPath(), Parent.class.getName(), List.of()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Reaper.watch(parent);
        String[] said;
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            said = out.readLine().split(" ");
        }
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(said[0])).orElseThrow();
        // When
        parent.destroyForcibly();
        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> !broker.isAlive());
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(Path.of(said[1])));
        assertThat(parent.isAlive()).isFalse();
    }

    /** Starts a cluster, pauses it, says its process and its directory, and waits to be killed. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            Path home = Files.createTempDirectory("baton-orphan-");
            Reaper.remove(home);
            KafkaCluster cluster = KafkaCluster.named("orphan").in(home).start();
            cluster.pause();
            String pid = Files.readString(home.resolve("node-1").resolve("pid")).split(" ")[0];
            System.out.println(pid + " " + home);
            Thread.sleep(60_000);
        }
    }
}
