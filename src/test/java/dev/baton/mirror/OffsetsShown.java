package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.offsets.Run;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.TwoSites;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What {@code inspect offsets -o json} says of one partition.
 *
 * @param runs stretches of constant distance between the offsets of the source and of the target
 * @param filled how many offsets of the target markers took
 */
record OffsetsShown(boolean exact, List<Run> runs, long filled) {

    /** As an operator asks who has the mirror's configuration. */
    static OffsetsShown of(String config, String topic, int partition) {
        BatonProcess.Result result =
                BatonProcess.run(Map.of(), config, "inspect", "offsets", "-o", "json", "-c", "/dev/stdin");
        assertThat(result.exitCode()).as(result.err()).isZero();
        return StreamSupport.stream(TwoSites.parse(result.out()).path("items").spliterator(), false)
                .filter(item -> item.path("topic").asText().equals(topic))
                .filter(item -> item.path("partition").asInt() == partition)
                .findFirst()
                .map(OffsetsShown::of)
                .orElseThrow(() -> new AssertionError(topic + "-" + partition + " is not shown: " + result.out()));
    }

    private static OffsetsShown of(JsonNode item) {
        List<Run> runs = StreamSupport.stream(item.path("runs").spliterator(), false)
                .map(run ->
                        new Run(run.path("source").asLong(), run.path("target").asLong()))
                .toList();
        return new OffsetsShown(
                item.path("exact").asBoolean(), runs, item.path("filled").asLong(-1));
    }
}
