package dev.baton.translate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;

/**
 * What is true of a translated commit, by the source offset that each record of the target was copied from.
 *
 * @param origins by target offset, of the records that are there
 */
record Truth(NavigableMap<Long, Long> origins) {

    /** Unconsumed records that a group would not read which goes on at an offset. */
    long skipped(long committed, long target) {
        Set<Long> read = new HashSet<>(origins.tailMap(target, true).values());
        return origins.headMap(target, false).values().stream()
                .filter(origin -> origin >= committed && !read.contains(origin))
                .distinct()
                .count();
    }

    /** Consumed records that it would read again; one that lies there twice counts twice. */
    long readAgain(long committed, long target) {
        return origins.tailMap(target, true).values().stream()
                .filter(origin -> origin < committed)
                .count();
    }

    /** Whether any record lies there more than once. */
    boolean isCopiedTwice() {
        return new HashSet<>(origins.values()).size() < origins.size();
    }

    /** Holds an item of a report against it. */
    void check(SoftAssertions softly, JsonNode item) {
        if (item.get("target").isNull()) {
            return;
        }
        long committed = item.get("committed").asLong();
        long target = item.get("target").asLong();
        softly.assertThat(skipped(committed, target)).as("skipped by " + item).isZero();
        if (!item.get("rereadAtMost").isNull()) {
            softly.assertThat(readAgain(committed, target))
                    .as("read again by " + item)
                    .isLessThanOrEqualTo(item.get("rereadAtMost").asLong());
        }
    }
}
