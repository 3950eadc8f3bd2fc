package dev.baton.cluster;

import java.util.Map;

/**
 * The configs of one topic.
 *
 * @param effective all of them as they take effect, defaults included
 * @param overrides those that are set on the topic itself
 */
public record TopicSettings(Map<String, String> effective, Map<String, String> overrides) {
    public static final TopicSettings UNKNOWN = new TopicSettings(Map.of(), Map.of());

    public TopicSettings {
        effective = Map.copyOf(effective);
        overrides = Map.copyOf(overrides);
    }
}
