package dev.baton.render;

/** How a report is written. */
public enum OutputFormat {
    /** For people; may change with any version. */
    TABLE,
    /** One document; field names are a contract. */
    JSON,
    /** The same document as YAML. */
    YAML,
    /** One line an item. */
    CSV
}
