package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which topics keep the times that their records came with. */
final class KeptTimes {
    private static final String TYPE = "message.timestamp.type";
    private static final String CREATE_TIME = "CreateTime";

    private KeptTimes() {}

    /** The topics that do not, or of which the cluster does not tell, each with why a look-up by time is refused. */
    static Map<String, String> refused(Cluster cluster, Collection<String> topics) {
        Map<String, String> refused = new HashMap<>();
        Outcome<Map<String, Outcome<Map<String, String>>>> asked =
                Attempt.of(() -> cluster.configs().describe(topics));
        if (asked instanceof Outcome.Failed<?> failed) {
            String why = String.valueOf(failed.failure().getMessage());
            topics.forEach(topic -> refused.put(topic, unknown(topic, cluster, why)));
            return refused;
        }
        asked.orThrow().forEach((topic, configs) -> {
            String why = whyNot(topic, cluster, configs);
            if (why != null) {
                refused.put(topic, why);
            }
        });
        return refused;
    }

    private static @Nullable String whyNot(String topic, Cluster cluster, Outcome<Map<String, String>> configs) {
        if (configs instanceof Outcome.Failed<Map<String, String>> failed) {
            return unknown(topic, cluster, String.valueOf(failed.failure().getMessage()));
        }
        String type = configs.orThrow().get(TYPE);
        if (type == null) {
            return unknown(topic, cluster, "it does not say its " + TYPE);
        }
        return type.equals(CREATE_TIME)
                ? null
                : topic + " on " + cluster.alias()
                        + " is stamped with the time of appending, which is not that of the record";
    }

    private static String unknown(String topic, Cluster cluster, String why) {
        return "whether " + topic + " on " + cluster.alias() + " keeps the times of records is not known: " + why;
    }
}
