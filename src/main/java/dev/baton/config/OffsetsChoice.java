package dev.baton.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How target offsets relate to the source's, topic by topic. A topic that several lists name is preserved rather than
 * mapped, and mapped rather than left to Baton.
 *
 * @param otherwise for topics that no list names
 * @param preserve regular expressions of topics that keep their offsets
 * @param map regular expressions of topics that are mapped
 * @param auto regular expressions of topics for which Baton chooses
 */
public record OffsetsChoice(OffsetsMode otherwise, List<String> preserve, List<String> map, List<String> auto) {
    public OffsetsChoice {
        preserve = List.copyOf(preserve);
        map = List.copyOf(map);
        auto = List.copyOf(auto);
    }

    /** The same for every topic. */
    public static OffsetsChoice all(OffsetsMode mode) {
        return new OffsetsChoice(mode, List.of(), List.of(), List.of());
    }

    /** What holds for a topic, by its name on the source. */
    public OffsetsMode of(String topic) {
        if (names(preserve, topic)) {
            return OffsetsMode.PRESERVE;
        }
        if (names(map, topic)) {
            return OffsetsMode.MAP;
        }
        return names(auto, topic) ? OffsetsMode.AUTO : otherwise;
    }

    private static boolean names(List<String> patterns, String topic) {
        return patterns.stream().anyMatch(pattern -> Pattern.matches(pattern, topic));
    }
}
