package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.KafkaRecord;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one of MirrorMaker 2's topics. There is other evidence than what it says, so that a right or a leader that is missing
 * there fails nothing else. A cluster that does not answer in time does.
 */
final class OptionalTopic {
    private OptionalTopic() {}

    /** Reads all partitions to the ends that they have now; gives why not all could be read, null where all were. */
    static @Nullable BatonException readToEnd(Cluster cluster, String topic, Consumer<KafkaRecord> handler) {
        try {
            return cluster.records().readWhereLed(topic, handler).values().stream()
                    .findFirst()
                    .orElse(null);
        } catch (BatonException e) {
            return tolerated(e);
        }
    }

    /** The failure of one topic; that of the whole cluster is thrown. */
    static BatonException tolerated(BatonException failure) {
        if (failure.kind() == FailureKind.UNREACHABLE || failure.kind() == FailureKind.INTERRUPTED) {
            throw failure;
        }
        return failure;
    }
}
