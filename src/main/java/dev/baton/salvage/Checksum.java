package dev.baton.salvage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Count, size and SHA-256 of the records of an export, in their order. */
final class Checksum {
    private final MessageDigest digest;
    private long records;
    private long bytes;

    Checksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void add(TailRecord record) {
        digest.update(record.bytes());
        records++;
        bytes += record.size();
    }

    /** To be called once, behind the last record. */
    ExportEntry.End end() {
        return new ExportEntry.End(records, bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
