package dev.baton.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory of one mirror over its life.
 *
 * @param live the objects that can be reached
 * @param beside all that is resident beside the heap: code, stacks, buffers, what native libraries took
 */
record Footprint(Course live, Course beside) {
    /** No mirror may ever take more beside its heap: half of that. */
    static final long LIMIT_MEGABYTES = Scene.HEAP_MEGABYTES / 2;

    static final double MOST_GROWTH = 1.2;

    /** Beside that: by so much does the floor of one mirror move when shares, connections and buffers come and go. */
    static final double MOST_STEP_MEGABYTES = 4;

    /** Whether its growth says something. */
    boolean isOfALongLife() {
        return live.growth().isPresent() && beside.growth().isPresent();
    }

    /** What is wrong with it; empty where it is flat and within the limit. */
    List<String> complaints() {
        return Stream.of(overLimit(), grown("reachable objects", live), grown("memory beside the heap", beside))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> overLimit() {
        return beside.peak() <= LIMIT_MEGABYTES
                ? Optional.empty()
                : said(
                        "a mirror took %.0f MB beside its heap of %d MB, more than %d MB",
                        beside.peak(), Scene.HEAP_MEGABYTES, LIMIT_MEGABYTES);
    }

    private static Optional<String> grown(String what, Course course) {
        double most = MOST_GROWTH * course.middle().orElse(0) + MOST_STEP_MEGABYTES;
        return course.growth().isEmpty() || course.last().orElse(0) <= most
                ? Optional.empty()
                : said(
                        "of a mirror that lived for %,d s, %s grew from %.1f MB in the middle third of its life to %.1f MB"
                                + " in the last",
                        course.age(),
                        what,
                        course.middle().orElseThrow(),
                        course.last().orElseThrow());
    }

    private static Optional<String> said(String format, Object... values) {
        return Optional.of(String.format(Locale.ROOT, format, values));
    }
}
