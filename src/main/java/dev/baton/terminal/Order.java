package dev.baton.terminal;

import dev.baton.mirror.MirrorView.Behind;
import dev.baton.mirror.MirrorView.Topic;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/** In which order topics are listed. */
enum Order {
    /** Those in trouble first, then those that are furthest behind. */
    BEHIND {
        @Override
        Comparator<Topic> of(Scene scene) {
            return Comparator.comparingInt((Topic topic) -> -topic.stopped())
                    .thenComparing(topic -> seconds(topic.behind()), Comparator.reverseOrder())
                    .thenComparing(topic -> -topic.behind().records());
        }
    },
    RATE {
        @Override
        Comparator<Topic> of(Scene scene) {
            return Comparator.comparingDouble(
                    topic -> -scene.throughput(topic.name()).records());
        }
    },
    NAME {
        @Override
        Comparator<Topic> of(Scene scene) {
            return Comparator.comparing(Topic::name);
        }
    };

    abstract Comparator<Topic> of(Scene scene);

    // whole seconds, so that the fractions of topics that keep up do not shuffle them at every look
    private static long seconds(Behind behind) {
        Duration time = behind.time();
        return time == null ? Long.MAX_VALUE : time.toSeconds() < 3 ? 0 : time.toSeconds();
    }

    /** The one after it. */
    Order next() {
        return switch (this) {
            case BEHIND -> RATE;
            case RATE -> NAME;
            case NAME -> BEHIND;
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
