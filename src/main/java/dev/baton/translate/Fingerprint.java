package dev.baton.translate;

/**
 * What a record is, apart from where it lies: 128 bits of a SHA-256 over key, value and headers, and the time where that is
 * kept.
 */
public record Fingerprint(long high, long low) {
    /** An odd number, so that multiplying by it takes no two times to one. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The same content at a time. */
    Fingerprint at(long time) {
        long spread = time * SPREAD;
        return new Fingerprint(high ^ spread, low + Long.rotateLeft(spread, 32));
    }
}
