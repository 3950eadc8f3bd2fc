package dev.baton.failback;

import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The word to the mirrors of a flow back that what moved away has come back. Pure. */
final class Released {
    private static final String PREFIX = "failback-of-";
    private static final int NAMED = 5;

    private Released() {}

    /** Whether a failback wrote it. */
    static boolean wrote(SwitchedGeneration generation) {
        return generation.switchId().startsWith(PREFIX);
    }

    /**
     * Why the next generation cannot be told: all has moved away, names that nobody knows included, and only some have come
     * back. Empty where it can.
     */
    static Optional<String> gap(SwitchedGeneration of, SwitchedGeneration returned) {
        boolean whole = (returned.allGroups() || !of.allGroups()) && (returned.allTopics() || !of.allTopics());
        return whole
                ? Optional.empty()
                : Optional.of("switch " + of.switchId() + " had moved every group, and by switch "
                        + returned.switchId() + " only " + few(returned.groups(), "groups") + " came back, with "
                        + few(returned.topics(), "topics"));
    }

    private static String few(List<String> names, String what) {
        return names.size() > NAMED
                ? names.size() + " " + what + " (" + String.join(", ", names.subList(0, NAMED)) + ", ...)"
                : names.isEmpty() ? "no " + what : String.join(", ", names);
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
