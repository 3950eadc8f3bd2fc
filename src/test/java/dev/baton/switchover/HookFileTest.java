package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadTheExampleAndFindItsCommandsAndSteps() {
        // When
        List<Hook> hooks = HookFile.read(Path.of("examples/hooks/hooks.yaml"));

        // Then
        assertThat(hooks)
                .hasSize(6)
                .allSatisfy(hook ->
                        assertThat(Path.of(hook.command().get(0))).isAbsolute().isExecutable());
        Hooks.check(request(hooks));
    }

    @Test
    void shouldRefuseAHookWithoutCommandOrWithTwoTimes() throws IOException {
        // Given
        Path none = Files.writeString(directory.resolve("none.yaml"), "hooks: [{before: commit}]");
        Path two = Files.writeString(
                directory.resolve("two.yaml"), "hooks: [{before: commit, after: commit, command: [a]}]");

        // Then
        assertThatThrownBy(() -> HookFile.read(none))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("hook 1");
        assertThatThrownBy(() -> HookFile.read(two))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("just one");
    }

    @Test
    void shouldRefuseAHookForAStepThatTheSwitchDoesNotHave() {
        // Given
        List<Hook> hooks = List.of(new Hook(Hook.When.AFTER, "dinner", List.of("true"), 1, true));

        // Then
        assertThatThrownBy(() -> Hooks.check(request(hooks))).hasMessageContaining("dinner");
    }

    private static SwitchRequest request(List<Hook> hooks) {
        return new SwitchRequest(
                Mode.PLANNED,
                new Selection(List.of(), List.of()),
                By.AUTO,
                null,
                false,
                new Unknowns.Refuse(),
                false,
                0,
                new Fencing(List.of("User:*"), 0L, 0),
                hooks,
                false,
                false);
    }
}
