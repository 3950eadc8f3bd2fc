package dev.baton.failback;

import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;

/** The word to the mirrors of a flow back that what moved away has come back. Pure. */
final class Released {
    private static final String PREFIX = "failback-of-";

    private Released() {}

    /** Whether a failback wrote it. */
    static boolean wrote(SwitchedGeneration generation) {
        return generation.switchId().startsWith(PREFIX);
    }

    /**
     * The next generation.
     *
     * @param of what the flow back takes for switched
     * @param returned what has moved the other way since
     */
    static SwitchedGeneration from(SwitchedGeneration of, SwitchedGeneration returned, Instant at) {
        return new SwitchedGeneration(
                of.generation() + 1,
                PREFIX + returned.switchId(),
                of.allGroups() && !returned.allGroups(),
                rest(of.groups(), returned.allGroups(), returned.groups()),
                of.allTopics() && !returned.allTopics(),
                rest(of.topics(), returned.allTopics(), returned.topics()),
                at);
    }

    private static List<String> rest(List<String> names, boolean all, List<String> returned) {
        return all
                ? List.of()
                : names.stream().filter(name -> !returned.contains(name)).toList();
    }
}
