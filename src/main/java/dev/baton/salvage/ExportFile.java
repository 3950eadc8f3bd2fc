package dev.baton.salvage;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.salvage.ExportEntry.End;
import dev.baton.salvage.ExportEntry.Head;
import dev.baton.salvage.ExportEntry.Item;
import dev.baton.salvage.ExportEntry.Part;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** An exported file as it was read, whole or cut off; it can be gone on with, or its records be read. */
final class ExportFile implements TailSource {
    private final Path path;
    private final ExportForm form;
    private final Map<TopicPartition, Stretch> stretches = new LinkedHashMap<>();
    private final Checksum checksum = new Checksum();
    private @Nullable Head head;
    private @Nullable End end;
    private long goodBytes;

    /** One partition's part of the file. */
    private static final class Stretch {
        private final Tail tail;
        private final long position;
        private long next;

        Stretch(Tail tail, long position) {
            this.tail = tail;
            this.position = position;
            this.next = tail.from();
        }
    }

    private ExportFile(Path path, ExportForm form) {
        this.path = path;
        this.form = form;
    }

    /** Reads a file to its end, or to where it was cut off. */
    static ExportFile read(Path path) {
        try (Counted bytes = new Counted(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            ExportFile file = new ExportFile(path, form(bytes));
            file.readEntries(bytes);
            return file;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static ExportForm form(InputStream bytes) throws IOException {
        bytes.mark(16);
        if (bytes.read() == '{') {
            bytes.reset();
            return new JsonLines();
        }
        bytes.reset();
        BinaryFrames frames = new BinaryFrames();
        byte[] opening = frames.opening();
        if (!Arrays.equals(opening, bytes.readNBytes(opening.length))) {
            throw new IOException("it is no export of baton salvage");
        }
        return frames;
    }

    private void readEntries(Counted bytes) throws IOException {
        goodBytes = bytes.count;
        Stretch open = null;
        for (Optional<ExportEntry> entry = form.decode(bytes); entry.isPresent(); entry = form.decode(bytes)) {
            if (entry.get() instanceof Head first) {
                head = first;
            } else if (entry.get() instanceof Part part) {
                open = new Stretch(part.tail(), bytes.count);
                stretches.put(part.tail().source(), open);
            } else if (entry.get() instanceof Item item) {
                requireInOrder(open, item.record());
                checksum.add(item.record());
            } else if (entry.get() instanceof End last) {
                end = last;
            }
            goodBytes = bytes.count;
        }
    }

    private static void requireInOrder(@Nullable Stretch open, TailRecord record) throws IOException {
        if (open == null || !open.tail.source().equals(record.partition()) || record.offset() < open.next) {
            throw new ExportForm.ExportDamagedException(
                    "record " + record.partition() + " at " + record.offset() + " is not in its place");
        }
        open.next = record.offset() + 1;
    }

    /** Whose records these are. */
    Head head() {
        Head known = head;
        if (known == null) {
            throw new BatonException(FailureKind.REFUSED, path + " holds no export");
        }
        return known;
    }

    boolean isComplete() {
        return end != null;
    }

    /** Refuses a file that is cut off, or whose records are not those that were written. */
    void requireWhole() {
        End told = end;
        if (told == null) {
            throw BatonException.refused(
                    path + " was cut off: it has no end", "go on with it by the same baton salvage export");
        }
        End counted = checksum.end();
        if (!told.equals(counted)) {
            throw BatonException.refused(
                    path + " holds " + counted.records() + " records with SHA-256 " + counted.sha256() + ", and says "
                            + told.records() + " with " + told.sha256(),
                    "export again");
        }
    }

    /** The partitions in it, in their order. */
    List<Tail> tails() {
        return stretches.values().stream().map(stretch -> stretch.tail).toList();
    }

    /** Where a partition goes on; empty where it is not begun. */
    Optional<Long> nextOf(TopicPartition partition) {
        return Optional.ofNullable(stretches.get(partition)).map(stretch -> stretch.next);
    }

    Checksum checksum() {
        return checksum;
    }

    ExportForm form() {
        return form;
    }

    /** So many bytes are good; what follows was cut off. */
    long goodBytes() {
        return goodBytes;
    }

    @Override
    public void read(Tail tail, long from, Predicate<TailRecord> taker) {
        Stretch stretch = stretches.get(tail.source());
        if (stretch == null) {
            return;
        }
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            bytes.skipNBytes(stretch.position);
            Optional<ExportEntry> entry = form.decode(bytes);
            while (entry.isPresent() && entry.get() instanceof Item item) {
                if (item.record().offset() >= from && !taker.test(item.record())) {
                    return;
                }
                entry = form.decode(bytes);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static BatonException unreadable(Path path, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        FailureKind kind = e instanceof ExportForm.ExportDamagedException ? FailureKind.REFUSED : FailureKind.USAGE;
        return new BatonException(kind, path + " cannot be read: " + why, null, e);
    }

    /** Counts the bytes that were read. */
    private static final class Counted extends FilterInputStream {
        private long count;
        private long marked;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public synchronized void mark(int limit) {
            marked = count;
            super.mark(limit);
        }

        @Override
        public synchronized void reset() throws IOException {
            count = marked;
            super.reset();
        }
    }
}
