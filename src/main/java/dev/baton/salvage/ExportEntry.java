package dev.baton.salvage;

import java.time.Instant;

/** One entry of an exported file, in whatever form. */
sealed interface ExportEntry {

    /** The first one: whose records these are. */
    record Head(String from, String to, String clusterId, Instant exportedAt) implements ExportEntry {}

    /** Begins the records of one partition. */
    record Part(Tail tail) implements ExportEntry {}

    /** One record of the partition that was begun last. */
    record Item(TailRecord record) implements ExportEntry {}

    /**
     * The last one.
     *
     * @param sha256 over all records in their order, in hexadecimal; the same in every form
     */
    record End(long records, long bytes, String sha256) implements ExportEntry {}
}
