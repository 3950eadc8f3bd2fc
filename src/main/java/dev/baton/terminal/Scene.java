package dev.baton.terminal;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.Throughput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard shows.
 *
 * @param all how fast records are mirrored now; null before that can be told
 * @param topics the same by topic
 * @param maxRate the limit in bytes a second; null without one
 * @param messages what was logged, the newest last
 */
public record Scene(
        MirrorView view,
        @Nullable Throughput all,
        Map<String, Throughput> topics,
        @Nullable Long maxRate,
        List<String> messages) {
    private static final Throughput NOTHING = new Throughput(0, 0);

    public Scene {
        topics = Map.copyOf(topics);
        messages = List.copyOf(messages);
    }

    Throughput throughput(String topic) {
        return topics.getOrDefault(topic, NOTHING);
    }
}
