package dev.baton.render;

import java.util.Locale;

/** How a report is written. */
public enum OutputFormat {
    /** For people; may change with any version. */
    TABLE,
    /** One document; field names are a contract. */
    JSON,
    /** The same document as YAML. */
    YAML,
    /** One line an item. */
    CSV;

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
