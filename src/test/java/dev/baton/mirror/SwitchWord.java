package dev.baton.mirror;

import static org.awaitility.Awaitility.await;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowState;
import dev.baton.state.StateReader;
import dev.baton.state.StateWriter;
import dev.baton.state.SwitchedGeneration;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The word of a switch, or of its undoing, to the mirrors of the flow from one source: which of its topics have moved. */
record SwitchWord(KafkaCluster target, String source) {

    /** Writes it. */
    void write(long generation, String... topics) {
        try (Cluster cluster = connect();
                StateWriter state = new StateWriter(cluster, source)) {
            state.write(new SwitchedGeneration(
                    generation, "of-a-test", false, List.of(), false, List.of(topics), Instant.now()));
        }
    }

    /** Writes it, and waits until the mirrors honour it. */
    void tell(long generation, String... topics) {
        write(generation, topics);
        try (Cluster cluster = connect()) {
            await("mirrors honour what moved")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> new StateReader(cluster)
                            .read(source).beats().stream().allMatch(beat -> beat.acknowledged() >= generation));
        }
    }

    /** What Baton says of the flow. */
    FlowState state() {
        try (Cluster cluster = connect()) {
            return new StateReader(cluster).read(source);
        }
    }

    private Cluster connect() {
        return Cluster.connect(target.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }
}
