package dev.baton.translate;

/** How sure a translation is. */
public enum Confidence {
    /** The group reads on exactly where it stopped. */
    EXACT,
    /** Some records are read again. */
    AT_MOST,
    /** Nothing is proved. */
    UNKNOWN
}
