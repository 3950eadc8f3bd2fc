package dev.baton.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong with one configuration file, so that all of it is said at once. */
final class Problems {
    private static final Comparator<Problem> BY_LINE =
            Comparator.comparingInt(problem -> Objects.requireNonNullElse(problem.line(), 0));

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Node where, String message, @Nullable String remedy) {
        add(where.getStartMark().getLine() + 1, message, remedy);
    }

    void add(@Nullable Integer line, String message, @Nullable String remedy) {
        found.add(new Problem(file, line, message, remedy));
    }

    /** A problem of another file that this one names. */
    void add(Problem problem) {
        found.add(problem);
    }

    int count() {
        return found.size();
    }

    /** The name of the file, as the user knows it. */
    String file() {
        return file;
    }

    /** In the order of the file. */
    List<Problem> sorted() {
        return found.stream().sorted(BY_LINE).toList();
    }
}
