package dev.baton.config;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Names that match one of the included patterns and none of the excluded ones, with the meaning that MirrorMaker 2's
 * {@code topics}, {@code topics.exclude}, {@code groups} and {@code groups.exclude} have: a list of regular expressions,
 * separated by commas, each matched against the whole name.
 */
public record NameFilter(List<String> include, List<String> exclude) implements Predicate<String> {
    public NameFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    @Override
    public boolean test(String name) {
        return matchesAny(include, name) && !matchesAny(exclude, name);
    }

    private static boolean matchesAny(List<String> patterns, String name) {
        return patterns.stream().anyMatch(p -> Pattern.matches(p, name));
    }
}
