package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the log of a command goes that runs for long. */
final class LogFileOptions {
    @ArgGroup(validate = false, heading = "%nLog file:%n")
    private FileOptions file = new FileOptions();

    static final class FileOptions {
        @Option(
                names = "--log-file",
                paramLabel = "FILE",
                description =
                        "Write the log here, with dates, and no more of it to stderr than what failed and how it ended;"
                                + " rotated: the last one is FILE, older ones FILE.0, FILE.1 and so on.")
        private @Nullable Path path;

        @Option(
                names = "--log-size",
                paramLabel = "BYTES",
                converter = ByteSizeConverter.class,
                description = "Rotate when the file is as large as this; default 10MB.")
        private long size = 10_000_000;

        @Option(names = "--log-files", paramLabel = "COUNT", description = "How many older files are kept; default 5.")
        private int count = 5;
    }

    boolean isGiven() {
        return file.path != null;
    }

    /** Opens the file; null where there is to be none. */
    @Nullable
    LogFile open(Environment environment) {
        Path path = file.path;
        if (path == null) {
            return null;
        }
        if (file.count < 1) {
            throw BatonException.usage("--log-files is at least 1");
        }
        try {
            return new LogFile(environment.directory().resolve(path), file.size, file.count);
        } catch (RuntimeException e) {
            throw new BatonException(
                    FailureKind.USAGE, "--log-file " + path + " cannot be written: " + reason(e), null, e);
        }
    }

    private static String reason(RuntimeException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
}
