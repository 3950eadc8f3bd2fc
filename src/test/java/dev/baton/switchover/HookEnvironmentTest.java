package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HookEnvironmentTest {
    private static final Hook HOOK = new Hook(Hook.When.AFTER, "read-back", List.of("true"), 1, true);

    @Test
    void shouldTellTheFacts() {
        // Given
        Map<String, String> environment = new HashMap<>();

        // When
        HookEnvironment.put(environment, Plans.ofGroups("billing", "shop"), HOOK, null);

        // Then
        assertThat(environment)
                .containsEntry("BATON_GROUPS", "billing\nshop")
                .containsEntry("BATON_TOPICS", "orders")
                .containsEntry("BATON_TO", "west")
                .containsEntry("BATON_WHEN", "after")
                .containsEntry("BATON_FAILURE", "");
    }

    @Test
    void shouldLeaveOutWhatIsTooLongSoThatTheCommandCanBeStarted() throws IOException, InterruptedException {
        // Given: 4,000 groups of 33 bytes, and a variable of the same name that was inherited
        String[] groups = IntStream.range(0, 4_000)
                .mapToObj("a-group-of-33-bytes-%013d"::formatted)
                .toArray(String[]::new);
        ProcessBuilder command = new ProcessBuilder("sh", "-c", "echo ${BATON_GROUPS-none} $BATON_TO");
        command.environment().put("BATON_GROUPS", "inherited");

        // When
        HookEnvironment.put(command.environment(), Plans.ofGroups(groups), HOOK, null);
        Process process = command.start();

        // Then
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("none west\n");
        assertThat(process.waitFor()).isZero();
    }
}
