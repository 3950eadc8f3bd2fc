package dev.baton.switchover;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The hooks of a switch in a YAML file. */
public final class HookFile {
    private static final int TIMEOUT_DEFAULT_SECONDS = 60;
    private static final JournalCodec CODEC = new JournalCodec();

    private HookFile() {}

    /** As it stands in the file. */
    private record Read(@Nullable List<Item> hooks) {}

    private record Item(
            @Nullable String before,
            @Nullable String after,
            @Nullable Boolean failure,
            @Nullable List<String> command,
            @Nullable Integer timeoutSeconds,
            @Nullable Boolean required) {}

    /** Reads hooks; relative commands are looked up beside the file. */
    public static List<Hook> read(Path file) {
        try {
            List<Item> items = CODEC.read(Files.readString(file), Read.class).hooks();
            if (items == null) {
                throw BatonException.usage(file + " holds no list of hooks");
            }
            List<Hook> hooks = new ArrayList<>();
            for (Item item : items) {
                hooks.add(hook(file, item, hooks.size() + 1));
            }
            return hooks;
        } catch (JsonProcessingException e) {
            throw new BatonException(
                    FailureKind.USAGE, file + " is no file of hooks: " + e.getOriginalMessage(), null, e);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "could not read " + file + ": " + e.getMessage(), null, e);
        }
    }

    private static Hook hook(Path file, Item item, int number) {
        List<String> command = item.command();
        boolean onFailure = Boolean.TRUE.equals(item.failure());
        int whens = (item.before() == null ? 0 : 1) + (item.after() == null ? 0 : 1) + (onFailure ? 1 : 0);
        if (command == null || command.isEmpty() || whens != 1) {
            throw BatonException.usage(file + ": hook " + number
                    + " needs a command, and just one of before: STEP, after: STEP, failure: true");
        }
        String step = item.before() != null ? item.before() : item.after();
        Hook.When when = onFailure ? Hook.When.FAILURE : item.before() != null ? Hook.When.BEFORE : Hook.When.AFTER;
        Integer timeout = item.timeoutSeconds();
        return new Hook(
                when,
                step == null ? "" : step.toLowerCase(Locale.ROOT),
                beside(file, command),
                timeout == null ? TIMEOUT_DEFAULT_SECONDS : timeout,
                !onFailure && !Boolean.FALSE.equals(item.required()));
    }

    private static List<String> beside(Path file, List<String> command) {
        if (!command.get(0).startsWith(".")) {
            return command;
        }
        List<String> found = new ArrayList<>(command);
        found.set(
                0,
                file.toAbsolutePath().resolveSibling(command.get(0)).normalize().toString());
        return found;
    }
}
