package dev.baton.mirror;

import dev.baton.wire.PartitionRef;

/** How a topic that cannot go on as it is is mirrored anew: the one way there is, as messages name it. */
final class Remirror {
    private Remirror() {}

    /** What to do where the topic of the target is still there. */
    static String remedy(PartitionRef source, PartitionRef target) {
        return "delete topic " + target.topic() + " on the target, then run " + command(source);
    }

    /** What to do where it is new and empty. */
    static String command(PartitionRef source) {
        return "baton mirror --remirror " + source.topic();
    }
}
