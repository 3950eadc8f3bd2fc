package dev.baton.switchover;

import dev.baton.state.Mark;

/** Marks of partition 0 of topics, for tests; ids are the names with {@code @east} and {@code @west}. */
final class Marks {
    private Marks() {}

    /** Covered to an offset, which is the target's end as well. */
    static Mark mark(String topic, long coveredTo) {
        return new Mark(
                topic,
                0,
                topic,
                topic + "@east",
                topic + "@west",
                Mark.Mode.PRESERVED,
                coveredTo,
                coveredTo,
                coveredTo,
                0,
                0,
                coveredTo,
                coveredTo,
                0L,
                Plans.TIME);
    }
}
