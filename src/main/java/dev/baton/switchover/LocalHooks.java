package dev.baton.switchover;

import dev.baton.failure.BatonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of a switch on the operator's disk, for going on with it after a crash. Commands come from there, or from the file
 * that the operator gives again, and never from the journal: whoever may write to a topic must not run what he likes on the
 * operator's machine. Only the user may read the file, since arguments may be secret.
 */
final class LocalHooks {
    private static final Logger LOG = LoggerFactory.getLogger(LocalHooks.class);
    private static final JournalCodec CODEC = new JournalCodec();

    private final Path file;

    LocalHooks(Path directory, String id) {
        this.file = directory.resolve("switch-" + id + ".hooks.json");
    }

    /** As they are kept. */
    private record Kept(List<Hook> hooks) {}

    /** Keeps them; a disk that is full must not stop a failover, so that a failed write is logged and no more. */
    void keep(List<Hook> hooks) {
        if (hooks.isEmpty()) {
            return;
        }
        try {
            Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = Files.createTempFile(directory, "hooks", ".json");
            Files.writeString(temporary, CODEC.asJson(new Kept(hooks)));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("could not write {}: {}", file, e.toString());
        }
    }

    /**
     * The hooks to go on with.
     *
     * @param journaled their names, as the journal of the target tells them
     * @param given what the operator gave again; empty where he gave nothing
     * @throws BatonException refused where the commands are not known here, or are not those that the journal names
     */
    List<Hook> forResume(String id, List<Hook> journaled, Optional<List<Hook>> given) {
        Optional<List<Hook>> known = given.isPresent() ? given : read();
        if (known.isEmpty() && journaled.isEmpty()) {
            return List.of();
        }
        if (known.isEmpty()) {
            throw BatonException.refused(
                    "switch " + id
                            + " has hooks, and their commands are not on this machine: the journal holds only their"
                            + " names, and nothing that stands there is run",
                    "give them again, with --hooks FILE");
        }
        List<Hook> hooks = known.get();
        Hooks.requireSame(id, journaled, hooks);
        return hooks;
    }

    private Optional<List<Hook>> read() {
        try {
            return Files.exists(file)
                    ? Optional.of(CODEC.read(Files.readString(file), Kept.class).hooks())
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("could not read {}: {}", file, e.toString());
            return Optional.empty();
        }
    }
}
