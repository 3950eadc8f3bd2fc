package dev.baton.mirror;

import dev.baton.config.NameFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names to ask an authorizer about: it hides what may not be seen, so that a list of topics or groups that lacks some looks
 * like one of a cluster that has none. Asked by name it says so, whether there is one of that name or not.
 */
final class Unseen {
    private static final Pattern PLAIN_START = Pattern.compile("[A-Za-z0-9_.-]*");

    private static final String REPETITIONS = "*+?{";

    /** What follows a name's start for a pattern to match it, such as {@code .*}, {@code .+} or {@code [0-9]+}. */
    private static final List<String> ENDINGS = List.of("", "x", "0");

    private Unseen() {}

    /** For each alternative of a filter of which nothing is to be seen, a name that it matches, where one is easily found. */
    static List<String> names(NameFilter filter, Collection<String> seen) {
        List<String> names = new ArrayList<>();
        filter.include().stream().flatMap(Unseen::alternatives).forEach(alternative -> {
            if (seen.stream().noneMatch(name -> Pattern.matches(alternative, name))) {
                names(alternative).filter(filter).findFirst().ifPresent(names::add);
            }
        });
        return List.copyOf(names);
    }

    private static Stream<String> alternatives(String pattern) {
        return pattern.contains("(") ? Stream.of(pattern) : Stream.of(pattern.split("\\|"));
    }

    private static Stream<String> names(String alternative) {
        String start = start(alternative);
        Predicate<String> isName = name -> !name.isEmpty() && Pattern.matches(alternative, name);
        return ENDINGS.stream().map(start::concat).filter(isName);
    }

    /** What stands before the first sign with a meaning; a dot alone stands for itself as well. */
    private static String start(String alternative) {
        var matcher = PLAIN_START.matcher(alternative);
        String plain = matcher.lookingAt() ? matcher.group() : "";
        boolean repeated =
                plain.length() < alternative.length() && REPETITIONS.indexOf(alternative.charAt(plain.length())) >= 0;
        return repeated && !plain.isEmpty() ? plain.substring(0, plain.length() - 1) : plain;
    }
}
