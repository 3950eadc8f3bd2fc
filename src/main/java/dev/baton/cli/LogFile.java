package dev.baton.cli;

import com.vlkan.rfos.RotatingFileOutputStream;
import com.vlkan.rfos.RotationCallback;
import com.vlkan.rfos.RotationConfig;
import com.vlkan.rfos.policy.RotationPolicy;
import com.vlkan.rfos.policy.SizeBasedRotationPolicy;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** A log file that is put aside when it has grown to a size; some older ones are kept. */
final class LogFile implements AutoCloseable {
    private final RotatingFileOutputStream rotating;
    private final LongAdder lost = new LongAdder();

    /** Opens the file and goes on behind what it has. */
    LogFile(Path file, long maxBytes, int olderFiles) {
        rotating = new RotatingFileOutputStream(RotationConfig.builder()
                .file(file.toFile())
                .append(true)
                .maxBackupCount(olderFiles)
                .policy(new SizeBasedRotationPolicy(maxBytes))
                .callback(new Silent())
                .build());
    }

    /** What goes wrong with the log cannot be logged: the library's own callback would write it into the file that fails. */
    private static final class Silent implements RotationCallback {
        @Override
        public void onTrigger(RotationPolicy policy, Instant instant) {}

        @Override
        public void onOpen(RotationPolicy policy, Instant instant, OutputStream stream) {}

        @Override
        public void onClose(RotationPolicy policy, Instant instant, OutputStream stream) {}

        @Override
        public void onSuccess(RotationPolicy policy, Instant instant, File file) {}

        @Override
        public void onFailure(RotationPolicy policy, Instant instant, File file, Exception error) {}
    }

    /** Appends one line. What cannot be written is lost: the mirror goes on though the disk is full. */
    void line(String line) {
        try {
            rotating.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | UncheckedIOException e) {
            lost.increment();
        }
    }

    /** Lines that could not be written. */
    long lost() {
        return lost.sum();
    }

    @Override
    public void close() {
        try {
            rotating.close();
        } catch (IOException e) {
            lost.increment();
        }
    }
}
