package dev.baton.salvage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** How entries of an export are written as bytes. */
interface ExportForm {
    /** What comes before the first entry. */
    byte[] opening();

    byte[] encode(ExportEntry entry);

    /**
     * The next entry.
     *
     * @return empty at the end of the bytes, also where the last entry was cut off
     * @throws ExportDamagedException where the bytes are no entry
     */
    Optional<ExportEntry> decode(InputStream bytes) throws IOException;

    /** The bytes of an export are not what was written. */
    final class ExportDamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        ExportDamagedException(String what) {
            super(what);
        }
    }
}
