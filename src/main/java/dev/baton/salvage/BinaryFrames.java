package dev.baton.salvage;

import dev.baton.salvage.ExportEntry.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The replayable form: {@value #MAGIC}, a byte with the version, then frames. A frame is a byte that says what it holds, a
 * length (four bytes, big endian), so many bytes, and their CRC-32C. Records are as {@link TailRecord#bytes}, all else is JSON.
 */
final class BinaryFrames implements ExportForm {
    static final String MAGIC = "BATONSLV";

    private static final byte VERSION = 1;
    private static final byte RECORD = 'R';
    private static final byte OTHER = 'J';
    private static final int MAX_BYTES = 256 << 20;

    @Override
    public byte[] opening() {
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        byte[] opening = Arrays.copyOf(magic, magic.length + 1);
        opening[magic.length] = VERSION;
        return opening;
    }

    @Override
    public byte[] encode(ExportEntry entry) {
        boolean record = entry instanceof Item;
        byte[] held = entry instanceof Item item
                ? item.record().bytes()
                : JsonLines.tree(entry).toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 4 + held.length + 4)
                .put(record ? RECORD : OTHER)
                .putInt(held.length)
                .put(held)
                .putInt(crc(held))
                .array();
    }

    @Override
    public Optional<ExportEntry> decode(InputStream bytes) throws IOException {
        byte[] front = bytes.readNBytes(5);
        if (front.length < 5) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(front);
        byte type = header.get();
        int length = header.getInt();
        if ((type != RECORD && type != OTHER) || length < 0 || length > MAX_BYTES) {
            throw new ExportDamagedException("a frame that is none");
        }
        byte[] held = bytes.readNBytes(length);
        byte[] sum = bytes.readNBytes(4);
        if (held.length < length || sum.length < 4) {
            return Optional.empty();
        }
        if (ByteBuffer.wrap(sum).getInt() != crc(held)) {
            throw new ExportDamagedException("a frame whose checksum is wrong");
        }
        return Optional.of(type == RECORD ? new Item(TailRecord.of(held)) : JsonLines.decode(held));
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
