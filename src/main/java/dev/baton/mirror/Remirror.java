package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.wire.PartitionRef;

/** How a topic that cannot go on as it is is mirrored anew: the one way there is, as messages name it. */
final class Remirror {
    private Remirror() {}

    /** What to do where the topic of the target is still there. */
    static String remedy(PartitionRef source, PartitionRef target) {
        return remedy(source.topic(), target.topic());
    }

    private static String remedy(String source, String target) {
        return "delete topic " + target + " on the target, then run " + command(source);
    }

    /** What to do where it is new and empty. */
    private static String command(String source) {
        return "baton mirror --remirror " + source;
    }

    /** What is said where the source's topic is not the one that was mirrored. */
    static BatonException remadeOnSource(String source, String target, String idThen, String id) {
        return remade(
                source,
                "source",
                idThen,
                id,
                "mirror it under another name, or, to mirror it anew, " + remedy(source, target));
    }

    /** What is said where the target's topic is not the one that it was mirrored to. */
    static BatonException remadeOnTarget(String source, String target, String idThen, String id) {
        return remade(
                target,
                "target",
                idThen,
                id,
                "to mirror it anew, run " + command(source)
                        + ", and where somebody has written to it already, delete it there before");
    }

    private static BatonException remade(String topic, String side, String idThen, String id, String remedy) {
        return BatonException.refused(
                "topic " + topic + " was deleted and made anew on the " + side + ": its id was " + idThen + " and is "
                        + id,
                remedy);
    }
}
