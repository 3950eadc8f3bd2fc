package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's exceptions mean to the user, by type: each becomes a failure that names the cluster, what it was asked and
 * what to do next. Never by message text.
 */
public final class KafkaErrors {
    private static final String REACH_REMEDY =
            "check that it is up, that bootstrap.servers and security.protocol are right, or raise --timeout";

    private static final Duration DIAGNOSIS_HOLDS = Duration.ofSeconds(5);

    private final ClusterConfig config;
    private @Nullable String diagnosis;
    private long diagnosedNanos;

    public KafkaErrors(ClusterConfig config) {
        this.config = config;
    }

    /** The failure that an exception of a Kafka client stands for. */
    public BatonException of(String asked, Throwable thrown) {
        return of(Asked.to(asked), null, thrown);
    }

    /**
     * The same of what is asked for by rights.
     *
     * @param item what it was asked for, where for many
     */
    BatonException of(Asked question, @Nullable Object item, Throwable thrown) {
        String asked = question.words();
        Throwable cause = root(thrown);
        if (cause instanceof BatonException known) {
            return known;
        }
        if (cause instanceof InterruptedException || cause instanceof InterruptException) {
            return failure(FailureKind.INTERRUPTED, asked, "interrupted", null, cause);
        }
        if (cause instanceof AuthenticationException refusal) {
            Handshake failed = Handshake.failed(config, refusal);
            return failure(FailureKind.UNAUTHORISED, asked, failed.what(), failed.remedy(), cause);
        }
        if (cause instanceof AuthorizationException refusal) {
            return unauthorised(question, item, refusal);
        }
        if (cause instanceof ConfigException) {
            return misconfigured(asked, cause);
        }
        return ofAnswer(asked, cause);
    }

    /** The failure of making a client, before anything was sent: its properties are wrong, or no name resolves. */
    BatonException ofConstruction(Throwable thrown) {
        return misconfigured("be connected to", root(thrown));
    }

    /** Refuses to let a client that speaks plain loose on a port that speaks TLS. */
    void requirePlainWhereMeant() {
        String found = new Bootstrap(config).tlsUnawares();
        if (found != null) {
            throw failure(FailureKind.UNREACHABLE, "be connected to", found, REACH_REMEDY, null);
        }
    }

    /** The failure of a question that got no answer in time; says what a plain connection to the brokers meets. */
    BatonException timedOut(String asked, Budget budget, boolean answeredBefore) {
        String seen = answeredBefore ? "" : "; " + diagnosis();
        return failure(
                FailureKind.UNREACHABLE,
                asked,
                "no answer within " + seconds(budget.limit()) + seen,
                REACH_REMEDY,
                null);
    }

    /** The failure of a partition that nobody leads now: the client would wait for a leader to be elected. */
    BatonException withoutLeader(TopicPartition partition) {
        return new BatonException(FailureKind.UNREACHABLE, partition + " has no leader on cluster " + config.alias());
    }

    /** The failure of a cluster whose every address refuses connections now; empty where one does not. */
    Optional<BatonException> refusal() {
        Bootstrap bootstrap = new Bootstrap(config);
        return bootstrap.refusesAll()
                ? Optional.of(failure(FailureKind.UNREACHABLE, "be asked", bootstrap.diagnosis(), REACH_REMEDY, null))
                : Optional.empty();
    }

    /** Hundreds of items can fail in one call for one reason. */
    private synchronized String diagnosis() {
        String known = diagnosis;
        if (known == null || System.nanoTime() - diagnosedNanos > DIAGNOSIS_HOLDS.toNanos()) {
            known = new Bootstrap(config).diagnosis();
            diagnosis = known;
            diagnosedNanos = System.nanoTime();
        }
        return known;
    }

    private BatonException ofAnswer(String asked, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException
                || cause instanceof UnknownTopicIdException
                || cause instanceof InvalidTopicException) {
            return failure(FailureKind.INCOMPLETE, asked, "no such topic or partition", null, cause);
        }
        if (cause instanceof GroupIdNotFoundException) {
            return failure(FailureKind.INCOMPLETE, asked, "no such group", null, cause);
        }
        if (isActiveGroup(cause)) {
            return failure(
                    FailureKind.REFUSED,
                    asked,
                    "the group is active there",
                    "stop its members, wait for the session timeout of static ones, and try again",
                    cause);
        }
        if (cause instanceof SecurityDisabledException) {
            return failure(FailureKind.INCOMPLETE, asked, "it has no authorizer", null, cause);
        }
        if (cause instanceof UnsupportedVersionException) {
            return failure(
                    FailureKind.INCOMPLETE, asked, "the brokers are too old for this: " + text(cause), null, cause);
        }
        if (cause instanceof TimeoutException || cause instanceof RetriableException) {
            return failure(FailureKind.UNREACHABLE, asked, text(cause), REACH_REMEDY, cause);
        }
        return failure(FailureKind.UNEXPECTED, asked, text(cause), null, cause);
    }

    private static boolean isActiveGroup(Throwable cause) {
        return cause instanceof UnknownMemberIdException
                || cause instanceof GroupNotEmptyException
                || cause instanceof GroupSubscribedToTopicException
                || cause instanceof RebalanceInProgressException
                || cause instanceof FencedInstanceIdException;
    }

    private BatonException unauthorised(Asked asked, @Nullable Object item, AuthorizationException cause) {
        ResourceType type = Refusals.type(cause);
        AclOperation operation = asked.rights().get(type);
        String name = Refusals.name(cause, item);
        String named = asked.name();
        String resource = name == null ? named : name;
        if (operation == null && named != null && asked.rights().get(ResourceType.TOPIC) == AclOperation.WRITE) {
            // who may write to no topic at all gets no producer id, and is told so of the cluster (KIP-679)
            return new Right(AclOperation.WRITE, ResourceType.TOPIC, named).missing(config, asked.words(), cause);
        }
        if (operation == null || resource == null) {
            String remedy = "grant the principal the missing right on cluster " + config.alias();
            return failure(FailureKind.UNAUTHORISED, asked.words(), text(cause), remedy, cause);
        }
        return new Right(operation, type, resource).missing(config, asked.words(), cause);
    }

    /** Names that do not resolve come as configuration errors too, but are what a lost region looks like. */
    private BatonException misconfigured(String asked, Throwable cause) {
        Bootstrap bootstrap = new Bootstrap(config);
        if (bootstrap.isWellFormed() && !bootstrap.isResolvable()) {
            return failure(FailureKind.UNREACHABLE, asked, bootstrap.diagnosis(), REACH_REMEDY, cause);
        }
        return failure(
                FailureKind.USAGE, asked, text(cause), "correct the properties of cluster " + config.alias(), cause);
    }

    private BatonException failure(
            FailureKind kind, String asked, String what, @Nullable String remedy, @Nullable Throwable cause) {
        String where = "cluster " + config.alias() + " (" + config.bootstrapServers() + ")";
        return new BatonException(kind, where + " could not " + asked + ": " + what, remedy, cause);
    }

    /** Clients wrap what happened in a bare KafkaException, for instance around a failed construction. */
    private static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static String seconds(Duration limit) {
        long millis = limit.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
