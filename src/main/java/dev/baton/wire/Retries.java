package dev.baton.wire;

import dev.baton.cluster.Right;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Asks a cluster again, for a while, as long as it answers with what passes by itself. */
final class Retries {
    private final ClusterConfig cluster;
    private final Duration patience;
    private final Predicate<Errors> passes;
    private final Consumer<Errors> pause;

    /**
     * @param passes of the errors that are retriable
     * @param pause waits after such an error
     */
    Retries(ClusterConfig cluster, Duration patience, Predicate<Errors> passes, Consumer<Errors> pause) {
        this.cluster = cluster;
        this.patience = patience;
        this.passes = passes;
        this.pause = pause;
    }

    /** @param value null where there is an error */
    record Answer<T>(Errors error, @Nullable T value) {}

    /**
     * The value, once there is one.
     *
     * @param what is wanted, as the failure says it: "cannot ..."
     * @param right that the cluster may find missing
     */
    <T> T ask(String what, Right right, Supplier<Answer<T>> question) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Answer<T> answer = question.get();
            if (answer.error() == Errors.NONE && answer.value() != null) {
                return answer.value();
            }
            if (!isPassing(answer.error()) || System.nanoTime() > deadline) {
                throw failure(what, right, answer.error());
            }
            pause.accept(answer.error());
        }
    }

    private boolean isPassing(Errors error) {
        return error.exception() instanceof RetriableException && passes.test(error);
    }

    private BatonException failure(String what, Right right, Errors error) {
        return switch (error) {
            case TRANSACTIONAL_ID_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED ->
                right.missing(cluster, what, error.exception());
            case INVALID_PRODUCER_EPOCH, PRODUCER_FENCED, INVALID_PRODUCER_ID_MAPPING ->
                cannot(FailureKind.REFUSED, what, error.name(), null);
            // brokers of 4.0 and newer let the high watermark stand where too few are in sync (KIP-966)
            case OFFSET_NOT_AVAILABLE ->
                cannot(
                        FailureKind.UNREACHABLE,
                        what,
                        error.name() + ", its leader has more than is replicated",
                        "start brokers that are down: fewer replicas than min.insync.replicas may be in sync");
            default -> cannot(FailureKind.UNREACHABLE, what, error.name(), null);
        };
    }

    private BatonException cannot(FailureKind kind, String what, String why, @Nullable String remedy) {
        return new BatonException(kind, "cluster " + cluster.alias() + ": cannot " + what + ": " + why, remedy);
    }
}
