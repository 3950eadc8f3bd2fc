package dev.baton.mirror;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast records are mirrored, per second. */
public record Throughput(double records, double bytes) {
    /** Of all topics, between two looks; null where there is no time between them. */
    public static @Nullable Throughput of(MirrorView before, MirrorView now) {
        Duration time = Duration.between(before.at(), now.at());
        return time.isZero() || time.isNegative()
                ? null
                : of(now.records() - before.records(), now.bytes() - before.bytes(), time);
    }

    /** Of each topic, by name; of none where there is no time between the looks. */
    public static Map<String, Throughput> byTopic(MirrorView before, MirrorView now) {
        Duration time = Duration.between(before.at(), now.at());
        Map<String, Throughput> rates = new HashMap<>();
        if (time.isZero() || time.isNegative()) {
            return rates;
        }
        now.topics().forEach(topic -> rates.put(topic.name(), of(topic.records(), topic.bytes(), time)));
        before.topics()
                .forEach(then -> rates.computeIfPresent(
                        then.name(), (name, all) -> all.less(of(then.records(), then.bytes(), time))));
        return rates;
    }

    private Throughput less(Throughput other) {
        return new Throughput(records - other.records, bytes - other.bytes);
    }

    private static Throughput of(long records, long bytes, Duration time) {
        double seconds = time.toNanos() / 1e9;
        return new Throughput(records / seconds, bytes / seconds);
    }
}
