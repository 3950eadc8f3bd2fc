package dev.baton.mirrormaker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of MirrorMaker 2's internal topics. The separator is configurable there, so a name is recognised by its words:
 * {@code east.checkpoints.internal}, {@code east_checkpoints_internal}.
 */
public final class MirrorMakerNames {
    private static final String SEPARATOR = "(?<sep>[._-]+)";
    private static final Pattern CHECKPOINTS =
            Pattern.compile("(?<alias>.+?)" + SEPARATOR + "checkpoints\\k<sep>internal");
    private static final Pattern HEARTBEATS = Pattern.compile("(?<alias>.+?)" + SEPARATOR + "heartbeats");
    private static final Pattern OFFSET_SYNCS =
            Pattern.compile("mm2-offset-syncs" + SEPARATOR + "(?<alias>.+?)\\k<sep>internal");
    private static final Pattern OFFSETS = Pattern.compile("mm2-offsets\\.(?<alias>.+)\\.internal");

    private MirrorMakerNames() {}

    /** The alias of the source whose copying a dedicated MirrorMaker 2 records in a topic; empty for any other topic. */
    public static Optional<String> offsetsOf(String topic) {
        return alias(OFFSETS, topic);
    }

    /** The alias of the source whose checkpoints a topic holds; empty for any other topic. */
    public static Optional<String> checkpointsOf(String topic) {
        return alias(CHECKPOINTS, topic);
    }

    /** What stands between the words of a checkpoints topic's name; a dot for any other topic. */
    public static String separatorOf(String checkpointsTopic) {
        Matcher matcher = CHECKPOINTS.matcher(checkpointsTopic);
        return matcher.matches() ? matcher.group("sep") : ".";
    }

    /** The alias of the source whose heartbeats were copied into a topic; empty for any other topic. */
    public static Optional<String> heartbeatsOf(String topic) {
        return alias(HEARTBEATS, topic);
    }

    /** Whether a topic holds heartbeats: those written into this cluster, or copied from another one. */
    public static boolean isHeartbeats(String topic) {
        return topic.equals("heartbeats") || heartbeatsOf(topic).isPresent();
    }

    /**
     * The alias of the other cluster of the flow whose offset syncs a topic holds: of the target where the topic lies on the
     * source, and the other way round; empty for any other topic.
     */
    public static Optional<String> offsetSyncsOf(String topic) {
        return alias(OFFSET_SYNCS, topic);
    }

    private static Optional<String> alias(Pattern pattern, String topic) {
        Matcher matcher = pattern.matcher(topic);
        return matcher.matches() ? Optional.of(matcher.group("alias")) : Optional.empty();
    }
}
