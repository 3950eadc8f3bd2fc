package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real {@code scripts/sandbox}. */
class SandboxIT {
    @TempDir
    private Path temp;

    @AfterEach
    void end() {
        sandbox("down");
    }

    @Test
    void shouldKeepClustersUpBetweenCommandsWhenTheyAreKilledAndRevived() throws Exception {
        // When
        Ran up = sandbox("up");
        String east = "east  up    " + bootstrap("east");
        // Then
        assertThat(up.out()).startsWith(east).contains("west  up    " + bootstrap("west"), "scripts/baton mirror");
        assertThat(Files.readString(home().resolve("baton.yaml"))).contains("bootstrap.servers: " + bootstrap("east"));
        assertThat(sandbox("kill", "east").code()).isZero();
        assertThat(sandbox("status").out()).startsWith("east  down").contains("west  up");
        assertThat(sandbox("revive", "east").out()).startsWith(east);
        assertThat(sandbox("up").out()).startsWith(east);
        assertThat(sandbox("down").code()).isZero();
        assertThat(home()).doesNotExist();
    }

    @Test
    void shouldSayWhatToDoWhenTheCommandIsWrong() {
        // When
        Ran nothingThere = sandbox("kill", "west");
        Ran unknown = sandbox("kill", "north");
        Ran none = sandbox();
        // Then
        assertThat(nothingThere.code()).isEqualTo(1);
        assertThat(nothingThere.out()).contains("scripts/sandbox up creates it");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.out()).contains("no cluster 'north'; there are east and west");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.out()).contains("scripts/sandbox up");
    }

    private record Ran(int code, String out) {}

    private Path home() {
        return temp.resolve("a sandbox");
    }

    private String bootstrap(String name) throws IOException {
        return Files.readString(home().resolve(name + ".properties")).trim().replace("bootstrap.servers=", "");
    }

    private Ran sandbox(String... arguments) {
        try {
            Path out = temp.resolve("out");
            ProcessBuilder builder = new ProcessBuilder(
                            Stream.concat(Stream.of("scripts/sandbox"), Stream.of(arguments))
                                    .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().put("BATON_SANDBOX", home().toString());
            Process process = builder.start();
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("%s ends", List.of(arguments))
                    .isTrue();
            return new Ran(process.exitValue(), Files.readString(out));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
