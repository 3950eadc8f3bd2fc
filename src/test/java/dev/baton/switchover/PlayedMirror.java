package dev.baton.switchover;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowFacts;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import dev.baton.state.StateTopics;
import dev.baton.state.StateWriter;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A mirror played by the test: it writes the records and the state that a mirror would leave. */
public record PlayedMirror(TwoSites sites) {
    static final int RECORDS = 100;
    private static final long FIRST_TIME = System.currentTimeMillis() - RECORDS;

    /** A topic with the same records on both sides, marked as a mirror would mark it. */
    public String topic(String topic) {
        for (var cluster : List.of(sites.source(), sites.target())) {
            TestData data = new TestData(cluster);
            data.create(topic, 1, Map.of());
            data.produce(topic, 0, RECORDS, FIRST_TIME);
        }
        mark(topic);
        return topic;
    }

    /** Marks a topic that is on both sides. */
    public void mark(String topic) {
        String from = sites.source().name();
        try (Cluster source =
                        Cluster.connect(sites.source().clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                Cluster target = sites.connectToTarget()) {
            StateTopics.create(target, from, (short) 1);
            Instant now = Instant.now();
            try (StateWriter writer = new StateWriter(target, from)) {
                writer.write(new FlowFacts(
                        from,
                        sites.target().name(),
                        source.clusterId(),
                        target.clusterId(),
                        "",
                        InternalTopics.SHARDS,
                        1,
                        2,
                        now));
                writer.write(new Mark(
                        topic,
                        0,
                        topic,
                        source.topics().find(topic).orElseThrow().id(),
                        target.topics().find(topic).orElseThrow().id(),
                        Mark.Mode.PRESERVED,
                        RECORDS,
                        RECORDS,
                        RECORDS,
                        0,
                        0,
                        (long) RECORDS,
                        (long) RECORDS,
                        now.toEpochMilli(),
                        now));
            }
        }
    }

    /** A group's commit on the source, as the mirror saw it, and what the mirror committed for it on the target. */
    public void group(String group, String topic, long offset, List<GroupSnapshot.Commit> intended) {
        try (Cluster target = sites.connectToTarget();
                StateWriter writer = new StateWriter(target, sites.source().name())) {
            writer.write(new GroupSnapshot(
                    group, Instant.now(), List.of(new GroupSnapshot.Commit(topic, 0, offset, "kept")), intended));
        }
        if (sites.source().isUp()) {
            new TestData(sites.source()).commit(group, topic, 0, offset, "kept");
        }
    }
}
