package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.switchover.SwitchPlan.Verdict;
import dev.baton.translate.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHooksTest {
    private static final Hook REDIRECT =
            new Hook(Hook.When.AFTER, "read-back", List.of("/home/ann/hooks/redirect", "--key", "s3cret"), 60, true);
    private static final Hook PAGE = new Hook(Hook.When.FAILURE, "", List.of("page", "it stopped"), 60, false);
    private static final List<Hook> HOOKS = List.of(REDIRECT, PAGE);
    private static final SwitchPlan PLAN = Plans.plan(
            "id",
            Plans.request(Mode.FAILOVER, new Selection(List.of("shop"), List.of()))
                    .with(HOOKS),
            List.of(),
            List.of(Plans.group("shop", "orders", Verdict.SWITCH)));
    private static final List<Hook> JOURNALED = PLAN.journaled().request().hooks();

    @TempDir
    private Path directory;

    @Test
    void shouldJournalNamesAlone() {
        assertThat(new JournalCodec().asJson(PLAN.journaled()))
                .contains("redirect", "page")
                .doesNotContain("s3cret", "--key", "/home/ann", "it stopped");
    }

    @Test
    void shouldGoOnWithTheHooksThatWereKeptForTheUserAlone() throws IOException {
        // Given
        new LocalHooks(directory, "id").keep(HOOKS);

        // When
        List<Hook> hooks = new LocalHooks(directory, "id").forResume("id", JOURNALED, Optional.empty());

        // Then
        assertThat(hooks).isEqualTo(HOOKS);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("switch-id.hooks.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldTakeTheHooksThatAreGivenAgainWhereverTheyLieNow() {
        // Given
        Hook moved = new Hook(Hook.When.AFTER, "read-back", List.of("/srv/hooks/redirect", "--key", "other"), 60, true);

        // When
        List<Hook> hooks =
                new LocalHooks(directory, "id").forResume("id", JOURNALED, Optional.of(List.of(moved, PAGE)));

        // Then
        assertThat(hooks).containsExactly(moved, PAGE);
    }

    @Test
    void shouldNotRunWhatOnlyTheJournalSays() {
        assertThatThrownBy(() -> new LocalHooks(directory, "id").forResume("id", HOOKS, Optional.empty()))
                .isInstanceOfSatisfying(BatonException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(FailureKind.REFUSED);
                    assertThat(refusal.remedy()).contains("--hooks FILE");
                });
    }

    @Test
    void shouldRefuseHooksThatAreNotThoseOfTheJournal() {
        // Given
        Hook other = new Hook(Hook.When.AFTER, "read-back", List.of("curl"), 60, true);
        new LocalHooks(directory, "id").keep(HOOKS);

        // When, then: the journal names another command, another order, one more, none
        for (List<Hook> journaled : List.of(
                List.of(other, PAGE), List.of(PAGE, REDIRECT), List.of(REDIRECT, PAGE, other), List.<Hook>of())) {
            assertThatThrownBy(() -> new LocalHooks(directory, "id").forResume("id", journaled, Optional.empty()))
                    .isInstanceOf(BatonException.class)
                    .hasMessageContaining("began with other hooks");
        }
    }

    @Test
    void shouldNeedNothingWhereThereAreNoHooks() {
        assertThat(new LocalHooks(directory, "id").forResume("id", List.of(), Optional.empty()))
                .isEmpty();
    }
}
