package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirror.MirrorStatus;
import dev.baton.render.MirrorStatusView;
import dev.baton.render.OutputFormat;
import dev.baton.render.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file with the newest status and nothing else: whoever reads it sees one whole document, never a part of it. */
final class StatusFile {
    private final Path file;
    private final Path next;

    StatusFile(Path file) {
        this.file = file;
        this.next = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
    }

    /**
     * Puts a status in the place of the one before.
     *
     * @throws BatonException where it cannot be written
     */
    void write(String from, String to, MirrorStatus status) {
        StringWriter text = new StringWriter();
        new Printer(new PrintWriter(text), OutputFormat.JSON, false, Integer.MAX_VALUE)
                .streaming()
                .print(new MirrorStatusView(), from, to, status);
        try {
            Files.writeString(next, text.toString());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "--status-file " + file + " cannot be written: " + e, null, e);
        }
    }
}
