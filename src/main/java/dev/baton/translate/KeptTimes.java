package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which topics keep the times that their records came with. */
final class KeptTimes {
    private static final String TYPE = "message.timestamp.type";
    private static final String CREATE_TIME = "CreateTime";

    private KeptTimes() {}

    /** The topics that do not, or of which the cluster does not tell, each with why a look-up by time is refused. */
    static Map<String, String> refused(Cluster cluster, Collection<String> topics) {
        Map<String, String> refused = new HashMap<>();
        cluster.configs().describe(topics).forEach((topic, configs) -> {
            if (configs instanceof Outcome.Failed<Map<String, String>> failed) {
                refused.put(
                        topic,
                        unknown(topic, cluster, String.valueOf(failed.failure().getMessage())));
            } else {
                String type = configs.orThrow().get(TYPE);
                if (type == null) {
                    refused.put(topic, unknown(topic, cluster, "it does not say its " + TYPE));
                } else if (!type.equals(CREATE_TIME)) {
                    refused.put(
                            topic,
                            topic + " on " + cluster.alias()
                                    + " is stamped with the time of appending, which is not that of the record");
                }
            }
        });
        return refused;
    }

    private static String unknown(String topic, Cluster cluster, String why) {
        return "whether " + topic + " on " + cluster.alias() + " keeps the times of records is not known: " + why;
    }
}
