package dev.baton.translate;

/**
 * Something that no translation was made of, or from.
 *
 * @param name of the topic or the group
 */
public record Omission(What what, String name, String reason) {

    /** What is left out. */
    public enum What {
        /** Records of an internal topic that this version does not understand. */
        RECORDS,
        /** An internal topic that could not be read. */
        TOPIC,
        /** A group, or a part of it, that has no offsets to translate. */
        GROUP,
        /** A group whose cluster did not answer for it. */
        SILENT_GROUP
    }

    /** Why records of a topic count for nothing. */
    public static String notUnderstood(int records) {
        return records + " records passed over that this version does not understand";
    }

    /** As it is said to somebody. */
    public String words() {
        return switch (what) {
            case RECORDS -> name + ": " + reason;
            case TOPIC -> "not read: " + name + ": " + reason;
            case GROUP, SILENT_GROUP -> "not translated: group " + name + ", " + reason;
        };
    }
}
