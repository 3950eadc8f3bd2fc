package dev.baton.render;

import java.util.List;

/**
 * How one kind of report is shown; one small class a kind, here in {@code render}, each with a JSON schema
 * {@code schema/<kind>.schema.json} and a golden test.
 *
 * @param <R> the report, a record of the package that made it
 */
public interface View<R> {
    /** {@code kind} of the document, in upper camel case. */
    String kind();

    /**
     * What the document's fields are read from, after {@code apiVersion}, {@code kind} and {@code flow}: a record or a map.
     * Component names are field names, enums are written as {@code at-most}, times as ISO-8601, null as null.
     */
    default Object document(R report) {
        return report;
    }

    /** What a person reads, from top to bottom. */
    List<Block> blocks(R report);

    /** What a program reads that does not read JSON. */
    Csv csv(R report);
}
