package dev.baton.inspect;

import static dev.baton.inspect.Findings.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.TopicInfo;
import dev.baton.config.TopicNaming;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.testkit.Trap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drift of topics between the clusters of a flow. */
class TopicDriftTest {
    private final Readiness readiness = new Readiness();
    private final Map<String, String> configs = Map.of(
            "retention.ms", "1000",
            "cleanup.policy", "delete",
            "message.timestamp.type", "CreateTime",
            "max.message.bytes", "1048588",
            "min.insync.replicas", "2");

    @Test
    void shouldFindNothingWhenBothSidesAreAlike() {
        assertThat(drift(3, 3, configs)).isEmpty();
    }

    @Test
    void shouldBlockWhenATopicIsMissing() {
        new TopicDrift(TopicNaming.IDENTITY, Map.of("orders", topic(3)), Map.of(), Map.of(), Map.of()).check(readiness);

        assertFinding(readiness.report().findings(), Severity.BLOCKER, "topics", "orders is not on the target");
    }

    @Test
    @Trap("22")
    void shouldBlockWhenTheCopyHasFewerPartitionsAndWarnWhenItHasMore() {
        assertFinding(drift(3, 2, configs), Severity.BLOCKER, "partitions", "has 3 partitions, its copy 2");
        assertThat(drift(3, 4, configs)).extracting(Finding::severity).contains(Severity.WARNING);
    }

    @Test
    @Trap("13")
    void shouldWarnOfEveryConfigThatDiffers() {
        for (String config : configs.keySet()) {
            Map<String, String> other = new HashMap<>(configs);
            other.put(config, "another");
            Readiness found = new Readiness();
            drift(found, 3, 3, other);

            assertFinding(found.report().findings(), Severity.WARNING, "topic-configs", "orders: " + config + " is");
        }
    }

    @Test
    @Trap("29")
    void shouldWarnOfInternalTopicsOfStreams() {
        TopicInfo changelog = new TopicInfo("app-counts-changelog", "i", 1, (short) 1);
        new TopicDrift(
                        TopicNaming.IDENTITY,
                        Map.of(changelog.name(), changelog),
                        Map.of(changelog.name(), changelog),
                        Map.of(changelog.name(), configs),
                        Map.of(changelog.name(), configs))
                .check(readiness);

        assertFinding(
                readiness.report().findings(),
                Severity.WARNING,
                "streams",
                "app-counts-changelog is an internal topic");
    }

    private List<Finding> drift(int here, int there, Map<String, String> other) {
        drift(readiness, here, there, other);
        return readiness.report().findings();
    }

    private void drift(Readiness into, int partitions, int copies, Map<String, String> other) {
        new TopicDrift(
                        TopicNaming.IDENTITY,
                        Map.of("orders", topic(partitions)),
                        Map.of("orders", topic(copies)),
                        Map.of("orders", configs),
                        Map.of("orders", other))
                .check(into);
    }

    private TopicInfo topic(int partitions) {
        return new TopicInfo("orders", "i", partitions, (short) 1);
    }
}
