package dev.baton.config;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Names that match one of the included patterns and none of the excluded ones, with the meaning that MirrorMaker 2's
 * {@code topics}, {@code topics.exclude}, {@code groups} and {@code groups.exclude} have: a list of regular expressions,
 * separated by commas, each matched against the whole name.
 */
public final class NameFilter implements Predicate<String> {
    private final List<String> include;
    private final List<String> exclude;
    private final List<Pattern> included;
    private final List<Pattern> excluded;

    /**
     * A filter.
     *
     * @throws PatternSyntaxException where one is no regular expression
     */
    public NameFilter(List<String> include, List<String> exclude) {
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
        this.included = include.stream().map(Pattern::compile).toList();
        this.excluded = exclude.stream().map(Pattern::compile).toList();
    }

    /** The patterns of names that are taken. */
    public List<String> include() {
        return include;
    }

    /** The patterns of names that are left out all the same. */
    public List<String> exclude() {
        return exclude;
    }

    @Override
    public boolean test(String name) {
        return matchesAny(included, name) && !matchesAny(excluded, name);
    }

    private static boolean matchesAny(List<Pattern> patterns, String name) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(name).matches()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NameFilter filter && include.equals(filter.include) && exclude.equals(filter.exclude);
    }

    @Override
    public int hashCode() {
        return 31 * include.hashCode() + exclude.hashCode();
    }

    @Override
    public String toString() {
        return include + " without " + exclude;
    }
}
