package dev.baton.salvage;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.salvage.ExportEntry.End;
import dev.baton.salvage.ExportEntry.Head;
import dev.baton.salvage.ExportEntry.Item;
import dev.baton.salvage.ExportEntry.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes tails to a file, or goes on with one that a killed run left; or writes them to a stream. For one thread. */
final class Export implements AutoCloseable {
    private final String name;
    private final ExportForm form;
    private final @Nullable ExportFile before;
    private final Checksum checksum;
    private final OutputStream out;
    private final @Nullable FileChannel channel;

    private Export(
            String name,
            ExportForm form,
            @Nullable ExportFile before,
            OutputStream out,
            @Nullable FileChannel channel) {
        this.name = name;
        this.form = form;
        this.before = before;
        this.checksum = before == null ? new Checksum() : before.checksum();
        this.out = out;
        this.channel = channel;
    }

    /** To a stream; cannot be gone on with. */
    static Export to(OutputStream stream, ExportForm form, Head head) {
        Export export = new Export("standard output", form, null, new BufferedOutputStream(stream, 1 << 16), null);
        export.open(head);
        return export;
    }

    /** To a file. One that is there already must be of the same records, and is gone on with. */
    static Export to(Path path, ExportForm form, Head head) {
        try {
            boolean goesOn = Files.exists(path) && Files.size(path) > form.opening().length;
            ExportFile before = goesOn ? ExportFile.read(path) : null;
            if (before != null) {
                requireSame(path, form, before, head);
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long good = before == null ? 0 : before.goodBytes();
            channel.truncate(good);
            channel.position(good);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            Export export = new Export(path.toString(), form, before, out, channel);
            if (before == null) {
                export.open(head);
            }
            return export;
        } catch (IOException e) {
            throw failed(path.toString(), e);
        }
    }

    private static void requireSame(Path path, ExportForm form, ExportFile before, Head head) {
        Head was = before.head();
        boolean same = was.from().equals(head.from())
                && was.to().equals(head.to())
                && was.clusterId().equals(head.clusterId());
        if (!same || before.form().getClass() != form.getClass()) {
            throw BatonException.usage(
                    path + " holds another export, of " + was.from() + " to " + was.to() + "; name another file");
        }
    }

    /** Whether the file was written to its end before. */
    boolean isComplete() {
        return before != null && before.isComplete();
    }

    private void open(Head head) {
        put(form.opening());
        put(form.encode(head));
    }

    /** What of a tail is to be in the export: a part that was begun keeps its bounds. */
    Tail bounds(Tail tail) {
        return begun().filter(part -> part.source().equals(tail.source()))
                .findFirst()
                .orElse(tail);
    }

    private Stream<Tail> begun() {
        return before == null ? Stream.empty() : before.tails().stream();
    }

    /**
     * The order to write tails in: the part at which the file was cut off comes first, since records of a partition follow the
     * head of its part. Those before it are whole.
     *
     * @throws BatonException refused where that part is of none of them
     */
    List<Tail> order(List<Tail> tails) {
        Tail cut = begun().reduce((earlier, later) -> later).orElse(null);
        if (cut == null) {
            return tails;
        }
        List<Tail> order = new ArrayList<>(tails);
        Optional<Tail> first = tails.stream()
                .filter(tail -> tail.source().equals(cut.source()))
                .findFirst();
        order.remove(first.orElseThrow(() -> BatonException.refused(
                name + " was cut off among the records of " + cut.source() + ", which are not to be exported now",
                "export the same topics as before, or name another file")));
        order.add(0, first.get());
        return order;
    }

    /** Writes what of a tail is not there yet; counts all of it. */
    Content write(Tail tail, TailSource records) {
        Content content = new Content();
        Optional<Long> begun = before == null ? Optional.empty() : before.nextOf(tail.source());
        if (begun.isEmpty()) {
            put(form.encode(new Part(tail)));
        }
        long next = begun.orElse(tail.from());
        records.read(tail, tail.from(), record -> {
            content.add(record);
            if (record.offset() >= next) {
                put(form.encode(new Item(record)));
                checksum.add(record);
            }
            return true;
        });
        return content;
    }

    /** Writes the end, and waits until all is on the disk. */
    End end() {
        End end = checksum.end();
        put(form.encode(end));
        try {
            out.flush();
            if (channel != null) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw failed(name, e);
        }
        return end;
    }

    private void put(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    private static BatonException failed(String name, IOException e) {
        return new BatonException(
                FailureKind.INCOMPLETE, "could not write " + name + ": " + e.getMessage(), "run it again to go on", e);
    }

    @Override
    public void close() {
        try {
            out.flush();
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw failed(name, e);
        }
    }
}
