package dev.baton.switchover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of a switch's journal on the operator's disk, one line an entry. It is for reading only: a disk that is full
 * must not stop a failover, so that a failed write is logged and no more.
 */
final class LocalJournal {
    private static final Logger LOG = LoggerFactory.getLogger(LocalJournal.class);

    private final Path file;

    LocalJournal(Path directory, String id) {
        this.file = directory.resolve("switch-" + id + ".jsonl");
    }

    void append(String line) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.warn("could not write {}: {}", file, e.toString());
        }
    }
}
