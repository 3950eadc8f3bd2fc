package dev.baton.inspect;

import dev.baton.cluster.StreamsApplications;
import dev.baton.cluster.TopicInfo;
import dev.baton.config.TopicNaming;
import dev.baton.inspect.ReadinessReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the topics of a flow differ between the clusters. Pure.
 *
 * @param configs of each topic of the source, by its name there, as they take effect
 * @param targetConfigs the same of the target, by the name there
 */
record TopicDrift(
        TopicNaming naming,
        Map<String, TopicInfo> topics,
        Map<String, TopicInfo> targetTopics,
        Map<String, Map<String, String>> configs,
        Map<String, Map<String, String>> targetConfigs) {

    static final String CONFIGS = "topic-configs";

    private static final Map<String, String> CONSEQUENCES = consequences();

    private static Map<String, String> consequences() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("retention.ms", "records that a slow group has not read may be removed earlier on one side");
        all.put("retention.bytes", "records that a slow group has not read may be removed earlier on one side");
        all.put("cleanup.policy", "one side compacts or removes what the other one keeps");
        all.put("message.timestamp.type", "times change with the copy: look-ups by time and windows go wrong");
        all.put("max.message.bytes", "producers may be refused after the failover");
        all.put("min.insync.replicas", "acknowledged records are kept less safely, or producers stop earlier");
        return all;
    }

    void check(Readiness readiness) {
        readiness.checking("topics");
        readiness.checking("partitions");
        readiness.checking(CONFIGS);
        topics.values().forEach(topic -> {
            TopicInfo copy = targetTopics.get(naming.targetTopic(topic.name()));
            if (copy == null) {
                readiness.add(
                        Severity.BLOCKER,
                        "topics",
                        topic.name() + " is not on the target",
                        "its data and its groups' offsets are lost with the source",
                        "run the mirror, or exclude the topic from the flow");
            } else {
                partitions(topic, copy, readiness);
                configs(topic.name(), copy.name(), readiness);
            }
        });
        topics.keySet().stream().filter(StreamsApplications::ownsTopic).forEach(name -> internal(name, readiness));
    }

    private static void partitions(TopicInfo topic, TopicInfo copy, Readiness readiness) {
        if (copy.partitions() < topic.partitions()) {
            readiness.add(
                    Severity.BLOCKER,
                    "partitions",
                    topic.name() + " has " + topic.partitions() + " partitions, its copy " + copy.partitions(),
                    "the partitions that are missing are not mirrored",
                    "let the mirror follow, or add partitions to " + copy.name());
        } else if (copy.partitions() > topic.partitions()) {
            readiness.add(
                    Severity.WARNING,
                    "partitions",
                    topic.name() + " has " + topic.partitions() + " partitions, its copy " + copy.partitions(),
                    "keys go to other partitions after the failover: their order over it is lost",
                    "add as many partitions to " + topic.name());
        }
    }

    private void configs(String topic, String copy, Readiness readiness) {
        Map<String, String> there = configs.get(topic);
        Map<String, String> here = targetConfigs.get(copy);
        if (there == null || here == null) {
            return;
        }
        CONSEQUENCES.forEach((name, consequence) -> {
            @Nullable String one = there.get(name);
            @Nullable String other = here.get(name);
            if (!Objects.equals(one, other)) {
                readiness.add(
                        Severity.WARNING,
                        CONFIGS,
                        topic + ": " + name + " is " + one + ", on the target " + other,
                        consequence,
                        "set it alike on " + copy);
            }
        });
    }

    private static void internal(String name, Readiness readiness) {
        readiness.add(
                Severity.WARNING,
                "streams",
                name + " is an internal topic of a Streams application, and mirrored",
                "its copy and the application's offsets do not belong together: state would be wrong",
                "exclude it from the flow; rebuild the state on the target");
    }
}
