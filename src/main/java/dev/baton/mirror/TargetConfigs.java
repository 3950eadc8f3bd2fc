package dev.baton.mirror;

import java.util.Map;

/**
 * What the configs of a topic on the target say of what is appended to it. Where they may not be seen, they are taken for
 * Kafka's own, the times apart.
 *
 * @param maxBatchBytes the largest batch that it takes
 * @param createTimes whether records are known to keep the times that they come with
 * @param deletes whether records may be deleted from it, by age or on demand
 * @param compacts whether every record must have a key
 */
record TargetConfigs(int maxBatchBytes, boolean createTimes, boolean deletes, boolean compacts) {
    static final TargetConfigs UNKNOWN = of(Map.of());

    /** @param effective as they take effect, defaults included; empty where they may not be seen */
    static TargetConfigs of(Map<String, String> effective) {
        String cleanup = effective.getOrDefault("cleanup.policy", "delete");
        return new TargetConfigs(
                Integer.parseInt(effective.getOrDefault("max.message.bytes", "1048588")),
                "CreateTime".equals(effective.get("message.timestamp.type")),
                cleanup.contains("delete"),
                cleanup.contains("compact"));
    }
}
