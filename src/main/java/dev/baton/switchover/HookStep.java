package dev.baton.switchover;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a hook. The facts are in its environment and, as JSON, on its standard input; never in its arguments, and no shell
 * looks at them. After a crash it may run a second time.
 */
final class HookStep implements SwitchStep {
    private static final int TOLD = 200;
    private static final JournalCodec CODEC = new JournalCodec();

    private final Hook hook;
    private final int number;
    private final @Nullable String failure;

    HookStep(Hook hook, int number, @Nullable String failure) {
        this.hook = hook;
        this.number = number;
        this.failure = failure;
    }

    @Override
    public String label() {
        String when = hook.when().name().toLowerCase(Locale.ROOT);
        return "hook-" + number + "-" + when + (hook.step().isEmpty() ? "" : "-" + hook.step());
    }

    @Override
    public StepDone run(SwitchRun run) {
        try {
            Path input = Files.createTempFile("baton-hook", ".json");
            Path output = Files.createTempFile("baton-hook", ".out");
            try {
                Files.writeString(input, CODEC.asJson(facts(run)));
                String end = execute(run, input, output);
                String said = lastLine(output);
                if (!end.isEmpty()) {
                    return failed(run, end + (said.isEmpty() ? "" : ": " + said));
                }
                return StepDone.of(said.isEmpty() ? hook.command().get(0) : said);
            } finally {
                Files.deleteIfExists(input);
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return failed(run, "could not run: " + e.getMessage());
        }
    }

    private StepDone failed(SwitchRun run, String reason) {
        String message = "hook " + hook.command().get(0) + " " + reason;
        if (hook.required()) {
            throw new BatonException(
                    FailureKind.INCOMPLETE,
                    message,
                    "mend it, then go on with: baton switch resume "
                            + run.plan().id());
        }
        return StepDone.skipped(message);
    }

    /** How it failed; empty where it did not. */
    private String execute(SwitchRun run, Path input, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(hook.command())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true);
        HookEnvironment.put(builder.environment(), run.plan(), hook, failure);
        Process process = builder.start();
        Instant begun = run.site().clock().instant();
        Duration limit = Duration.ofSeconds(hook.timeoutSeconds());
        while (!ended(process)) {
            run.journal().alive();
            run.halfWay(this);
            if (Duration.between(begun, run.site().clock().instant()).compareTo(limit) > 0) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return "did not end within " + limit.toSeconds() + " s and was killed";
            }
        }
        return process.exitValue() == 0 ? "" : "ended with exit code " + process.exitValue();
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        }
    }

    private Map<String, Object> facts(SwitchRun run) {
        return Map.of(
                "when", hook.when(),
                "step", hook.step(),
                "failure", failure == null ? "" : failure,
                "plan", run.plan(),
                "steps", List.copyOf(run.steps()));
    }

    private static String lastLine(Path output) throws IOException {
        String text = new String(Files.readAllBytes(output), java.nio.charset.StandardCharsets.UTF_8).strip();
        String line = text.substring(text.lastIndexOf('\n') + 1);
        return line.length() > TOLD ? line.substring(0, TOLD) : line;
    }
}
